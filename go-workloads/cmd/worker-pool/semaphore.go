package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/semaphore"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// weightedSemaphore: a goroutine a task, which first acquires a place of golang.org/x/sync/semaphore. Joined as the
// package's own example of a worker pool is, by acquiring all places.
func weightedSemaphore(session *workload.Session) error {
	return program{start: startWeightedSemaphore, atOnce: asManyAsWorkers}.run(session)
}

type weightedPlaces struct {
	places *semaphore.Weighted
	count  int64
	task   func(id int64)
}

func startWeightedSemaphore(s settings, task func(id int64)) (taskPool, error) {
	return &weightedPlaces{places: semaphore.NewWeighted(s.workers), count: s.workers, task: task}, nil
}

func (w *weightedPlaces) started() int64 { return 0 }

func (w *weightedPlaces) submit(id int64) error {
	if err := w.places.Acquire(context.Background(), 1); err != nil {
		return fmt.Errorf("acquire a place for task %d: %w", id, err)
	}
	go func() {
		w.task(id)
		w.places.Release(1)
	}()
	return nil
}

func (w *weightedPlaces) wait() error {
	if err := w.places.Acquire(context.Background(), w.count); err != nil {
		return fmt.Errorf("acquire all %d places: %w", w.count, err)
	}
	return nil
}

func (w *weightedPlaces) stop() error { return nil }
