package main

import (
	"github.com/sourcegraph/conc/pool"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// concPool: pool.New().WithMaxGoroutines of github.com/sourcegraph/conc. Its Wait joins the tasks by ending the
// workers, which is the only way that it has.
func concPool(session *workload.Session) error {
	return program{start: startConc, atOnce: asManyAsWorkers}.run(session)
}

type concWorkers struct {
	pool *pool.Pool
	task func(id int64)
}

func startConc(s settings, task func(id int64)) (taskPool, error) {
	p := pool.New().WithMaxGoroutines(int(s.workers))
	roll := newRollCall(s.workers)
	for range s.workers {
		p.Go(roll.answer)
	}
	roll.wait()
	return &concWorkers{pool: p, task: task}, nil
}

func (c *concWorkers) started() int64 { return int64(c.pool.MaxGoroutines()) }

func (c *concWorkers) submit(id int64) error {
	c.pool.Go(func() { c.task(id) })
	return nil
}

func (c *concWorkers) wait() error {
	c.pool.Wait()
	return nil
}

func (c *concWorkers) stop() error { return nil }
