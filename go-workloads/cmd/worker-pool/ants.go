package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/panjf2000/ants/v2"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// antsPool: ants with default options. They end a worker that has been idle for about a second, so that started is
// asked anew and not remembered.
func antsPool(session *workload.Session) error {
	return program{start: startAnts, atOnce: asManyAsWorkers}.run(session)
}

func startAnts(s settings, task func(id int64)) (taskPool, error) {
	p, err := ants.NewPool(int(s.workers))
	if err != nil {
		return nil, fmt.Errorf("start a pool of %d workers: %w", s.workers, err)
	}
	return startClosures(p, s.workers, task)
}

// closures is what a pool and a multi-pool of ants have in common.
type closures interface {
	Submit(task func()) error
	Running() int
	ReleaseTimeout(timeout time.Duration) error
}

type antsWorkers struct {
	pool  closures
	task  func(id int64)
	tasks sync.WaitGroup
}

// startClosures starts the workers, which ants itself does when a task finds none idle.
func startClosures(pool closures, workers int64, task func(id int64)) (taskPool, error) {
	roll := newRollCall(workers)
	for range workers {
		if err := pool.Submit(roll.answer); err != nil {
			return nil, fmt.Errorf("start a worker: %w", err)
		}
	}
	roll.wait()
	return &antsWorkers{pool: pool, task: task}, nil
}

func (a *antsWorkers) started() int64 { return int64(a.pool.Running()) }

func (a *antsWorkers) submit(id int64) error {
	a.tasks.Add(1)
	err := a.pool.Submit(func() {
		a.task(id)
		a.tasks.Done()
	})
	if err != nil {
		return fmt.Errorf("submit task %d: %w", id, err)
	}
	return nil
}

func (a *antsWorkers) wait() error {
	a.tasks.Wait()
	return nil
}

// stop waits for the workers' end, which Release does not: they would run into the next iteration.
func (a *antsWorkers) stop() error {
	const patience = 10 * time.Second
	if err := a.pool.ReleaseTimeout(patience); err != nil {
		return fmt.Errorf("end %d workers within %v: %w", a.started(), patience, err)
	}
	return nil
}
