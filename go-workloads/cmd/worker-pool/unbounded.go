package main

import (
	"sync"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// unbounded: a goroutine for each task, all submitted at once.
func unbounded(session *workload.Session) error {
	return program{start: startUnbounded}.run(session)
}

type goroutines struct {
	task  func(id int64)
	tasks sync.WaitGroup
}

func startUnbounded(_ settings, task func(id int64)) (taskPool, error) {
	return &goroutines{task: task}, nil
}

func (g *goroutines) started() int64 { return 0 }

func (g *goroutines) submit(id int64) error {
	g.tasks.Add(1)
	go func() {
		g.task(id)
		g.tasks.Done()
	}()
	return nil
}

func (g *goroutines) wait() error {
	g.tasks.Wait()
	return nil
}

func (g *goroutines) stop() error { return nil }
