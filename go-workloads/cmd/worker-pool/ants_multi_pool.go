package main

import (
	"fmt"

	"github.com/panjf2000/ants/v2"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// antsMultiPool: ants.NewMultiPool, which deals the tasks to several pools in turn, so that they contend for several
// locks instead of one. Its other strategy, LeastTasks, counts the goroutines of a pool, busy or idle: where all
// workers are there it would send every task to the first pool.
func antsMultiPool(session *workload.Session) error {
	return program{start: startAntsMultiPool, atOnce: asManyAsWorkers}.run(session)
}

func startAntsMultiPool(s settings, task func(id int64)) (taskPool, error) {
	pools := poolsFor(s.workers)
	p, err := ants.NewMultiPool(int(pools), int(s.workers/pools), ants.RoundRobin)
	if err != nil {
		return nil, fmt.Errorf("start %d pools of %d workers: %w", pools, s.workers/pools, err)
	}
	return startClosures(p, s.workers, task)
}

// poolsFor is into how many pools of one size the workers are split: at most as many as in the example that comes with
// ants, and so that each has two workers or more. The submitter waits for the pool whose turn it is, whatever the
// others do, and a pool of one worker would hold it up at every task.
func poolsFor(workers int64) int64 {
	const most, leastWorkers = 10, 2
	for pools := min(most, workers/leastWorkers); pools > 1; pools-- {
		if workers%pools == 0 {
			return pools
		}
	}
	return 1
}
