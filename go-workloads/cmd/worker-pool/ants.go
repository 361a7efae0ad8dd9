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
	return program{start: startAnts, bounded: true}.run(session)
}

type antsWorkers struct {
	pool  *ants.Pool
	task  func(id int64)
	tasks sync.WaitGroup
}

// startAnts has each worker run a first task that ends only when all have begun: ants starts a worker only when a task
// finds none idle.
func startAnts(workers int64, task func(id int64)) (taskPool, error) {
	p, err := ants.NewPool(int(workers))
	if err != nil {
		return nil, fmt.Errorf("start a pool of %d workers: %w", workers, err)
	}
	var answered sync.WaitGroup
	answered.Add(int(workers))
	allAnswered := make(chan struct{})
	first := func() {
		answered.Done()
		<-allAnswered
	}
	for range workers {
		if err := p.Submit(first); err != nil {
			return nil, fmt.Errorf("start a worker: %w", err)
		}
	}
	answered.Wait()
	close(allAnswered)
	return &antsWorkers{pool: p, task: task}, nil
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
