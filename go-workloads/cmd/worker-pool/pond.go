package main

import (
	"fmt"

	"github.com/alitto/pond/v2"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// pondPool: pond.NewPool and Go, its way to submit a task whose result nobody asks for. Its queue is unbounded unless it
// is given a size; then Go blocks while the queue is full. A worker ends as soon as the queue is empty, so that there
// are none to be started.
func pondPool(session *workload.Session) error {
	return program{start: startPond, atOnce: asManyAsWorkers}.run(session)
}

type pondWorkers struct {
	pool pond.Pool
	task func(id int64)
}

func startPond(s settings, task func(id int64)) (taskPool, error) {
	p := pond.NewPool(int(s.workers), pond.WithQueueSize(int(s.buffer)))
	return &pondWorkers{pool: p, task: task}, nil
}

func (p *pondWorkers) started() int64 { return 0 }

func (p *pondWorkers) submit(id int64) error {
	if err := p.pool.Go(func() { p.task(id) }); err != nil {
		return fmt.Errorf("submit task %d: %w", id, err)
	}
	return nil
}

func (p *pondWorkers) wait() error {
	p.pool.StopAndWait()
	return nil
}

func (p *pondWorkers) stop() error { return nil }
