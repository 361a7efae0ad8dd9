package main

import (
	"golang.org/x/sync/errgroup"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// errgroupLimit: errgroup with SetLimit, which bounds the goroutines and keeps none: each task gets a new one once
// there is a place for it. So no worker is there to be started.
func errgroupLimit(session *workload.Session) error {
	return program{start: startErrgroup, atOnce: asManyAsWorkers}.run(session)
}

type limitedGroup struct {
	group errgroup.Group // joins its tasks by a WaitGroup of its own
	task  func(id int64)
}

func startErrgroup(s settings, task func(id int64)) (taskPool, error) {
	g := &limitedGroup{task: task}
	g.group.SetLimit(int(s.workers))
	return g, nil
}

func (g *limitedGroup) started() int64 { return 0 }

func (g *limitedGroup) submit(id int64) error {
	g.group.Go(func() error {
		g.task(id)
		return nil
	})
	return nil
}

func (g *limitedGroup) wait() error { return g.group.Wait() }

func (g *limitedGroup) stop() error { return nil }
