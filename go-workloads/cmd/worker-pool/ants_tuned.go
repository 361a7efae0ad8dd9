package main

import (
	"fmt"

	"github.com/panjf2000/ants/v2"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// antsTuned: ants with the options that it offers for speed. WithPreAlloc keeps idle workers in a ring that is never
// reallocated; WithDisablePurge keeps the workers for good, and spares the goroutine that looks for idle ones.
//
// PoolWithFuncGeneric is left out, although it would spare the closure of each task: its workers select between tasks
// and their end, which took more CPU time than the closure.
func antsTuned(session *workload.Session) error {
	return program{start: startAntsTuned, atOnce: asManyAsWorkers}.run(session)
}

func startAntsTuned(s settings, task func(id int64)) (taskPool, error) {
	p, err := ants.NewPool(int(s.workers), ants.WithPreAlloc(true), ants.WithDisablePurge(true))
	if err != nil {
		return nil, fmt.Errorf("start a pool of %d workers: %w", s.workers, err)
	}
	return startClosures(p, s.workers, task)
}
