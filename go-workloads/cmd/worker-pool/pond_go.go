package main

import (
	"fmt"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// pondGo: the pool of pond.go and Go, its way to submit a task that nobody waits for: no Task is made for it.
func pondGo(session *workload.Session) error {
	return program{start: startPondGo, atOnce: asManyAsWorkers}.run(session)
}

type pondGoWorkers struct {
	pondWorkers
}

func startPondGo(s settings, task func(id int64)) (taskPool, error) {
	return &pondGoWorkers{pondWorkers: newPond(s, task)}, nil
}

func (p *pondGoWorkers) submit(id int64) error {
	p.submitted++
	if err := p.pool.Go(func() { p.task(id) }); err != nil {
		return fmt.Errorf("submit task %d: %w", id, err)
	}
	return nil
}
