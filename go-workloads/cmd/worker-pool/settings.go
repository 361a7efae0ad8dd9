package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// settings are the parameters of one request.
type settings struct {
	tasks   int64
	workers int64         // the pool's bound; unbounded rows have none and read past it
	cost    int64         // CPU units a task
	wait    time.Duration // of every task, before its CPU units
	buffer  int64         // places of a queue of the pool's own; rows without one read past it
	batch   int64         // tasks that a worker gets at once; rows that send one read past it
}

func readSettings(parameters workload.Parameters) (settings, error) {
	// Up to these the sum of all results and identities is exact in a double, and progress fits its two halves.
	const mostTasks, mostWorkers, mostUnits, longestMs = 1_000_000, 4_096, 10_000, 10_000
	const mostBuffer, mostBatch = 65_536, 10_000
	if err := parameters.Only("tasks", "workers", "cost", "wait_ms", "buffer", "batch"); err != nil {
		return settings{}, err
	}
	tasks, err := parameters.Int("tasks", 0, mostTasks)
	if err != nil {
		return settings{}, err
	}
	workers, err := parameters.Int("workers", 1, mostWorkers)
	if err != nil {
		return settings{}, err
	}
	cost, err := parameters.Int("cost", 0, mostUnits)
	if err != nil {
		return settings{}, err
	}
	waitMs, err := parameters.Int("wait_ms", 0, longestMs)
	if err != nil {
		return settings{}, err
	}
	buffer, err := parameters.Int("buffer", 0, mostBuffer)
	if err != nil {
		return settings{}, err
	}
	batch, err := parameters.Int("batch", 1, mostBatch)
	if err != nil {
		return settings{}, err
	}
	wait := time.Duration(waitMs) * time.Millisecond
	return settings{tasks: tasks, workers: workers, cost: cost, wait: wait, buffer: buffer, batch: batch}, nil
}
