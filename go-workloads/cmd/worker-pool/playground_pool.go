package main

import (
	"fmt"

	"gopkg.in/go-playground/pool.v3"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// playgroundPool: NewLimited and Queue of gopkg.in/go-playground/pool.v3. Queue never blocks: it starts a goroutine that
// waits for a place in the pool's channel, which has two a worker. So the submitter waits for the work unit that it
// queued as many tasks ago as there are workers and places, which is also how a user learns of an error.
func playgroundPool(session *workload.Session) error {
	return program{start: startPlayground, atOnce: asManyAsWorkers}.run(session)
}

type playgroundWorkers struct {
	pool  pool.Pool
	task  func(id int64)
	units []pool.WorkUnit // the last ones, a task's at its identity modulo their number
	count int64
}

func startPlayground(s settings, task func(id int64)) (taskPool, error) {
	const placesEach = 2
	p := &playgroundWorkers{
		pool:  pool.NewLimited(uint(s.workers)),
		task:  task,
		units: make([]pool.WorkUnit, (1+placesEach)*s.workers),
		count: s.workers,
	}
	roll := newRollCall(s.workers)
	for range s.workers {
		p.pool.Queue(func(pool.WorkUnit) (any, error) {
			roll.answer()
			return nil, nil
		})
	}
	roll.wait()
	return p, nil
}

func (p *playgroundWorkers) started() int64 { return p.count }

func (p *playgroundWorkers) submit(id int64) error {
	slot := id % int64(len(p.units))
	if err := outcome(p.units[slot]); err != nil {
		return err
	}
	p.units[slot] = p.pool.Queue(func(pool.WorkUnit) (any, error) {
		p.task(id)
		return nil, nil
	})
	return nil
}

func (p *playgroundWorkers) wait() error {
	for _, unit := range p.units {
		if err := outcome(unit); err != nil {
			return err
		}
	}
	return nil
}

// outcome waits for a unit, if there is one.
func outcome(unit pool.WorkUnit) error {
	if unit == nil {
		return nil
	}
	unit.Wait()
	if err := unit.Error(); err != nil {
		return fmt.Errorf("run a queued task: %w", err)
	}
	return nil
}

// stop cannot wait for the workers' end, of which the pool tells nobody. They have nothing left to do but to see it.
func (p *playgroundWorkers) stop() error {
	p.pool.Close()
	return nil
}
