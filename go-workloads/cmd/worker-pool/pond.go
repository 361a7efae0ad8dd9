package main

import (
	"fmt"

	"github.com/alitto/pond/v2"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// pondPool: pond.NewPool and Submit, which gives a Task to wait for. As in its README nobody waits for a single one:
// all are joined by StopAndWait. Its queue is unbounded unless it is given a size; then Submit blocks while the queue
// is full. A worker ends as soon as the queue is empty, so that there are none to be started.
func pondPool(session *workload.Session) error {
	return program{start: startPond, atOnce: asManyAsWorkers}.run(session)
}

type pondWorkers struct {
	pool      pond.Pool
	task      func(id int64)
	submitted uint64
}

func newPond(s settings, task func(id int64)) pondWorkers {
	return pondWorkers{pool: pond.NewPool(int(s.workers), pond.WithQueueSize(int(s.buffer))), task: task}
}

func startPond(s settings, task func(id int64)) (taskPool, error) {
	p := newPond(s, task)
	return &p, nil
}

func (p *pondWorkers) started() int64 { return 0 }

// submit asks no Task for its error, which would cost every one of them: wait finds what is missing.
func (p *pondWorkers) submit(id int64) error {
	p.submitted++
	p.pool.Submit(func() { p.task(id) })
	return nil
}

func (p *pondWorkers) wait() error {
	p.pool.StopAndWait()
	if done := p.pool.SuccessfulTasks(); done != p.submitted {
		return fmt.Errorf("expected %d tasks to succeed, counted %d: others were refused or panicked", p.submitted, done)
	}
	return nil
}

func (p *pondWorkers) stop() error { return nil }
