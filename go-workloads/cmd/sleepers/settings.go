package main

import (
	"math"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// settings are the parameters of one request.
type settings struct {
	tasks  int64
	waitNs int64
	// sharedDeadline: all tasks wake at one moment, waitNs after the timed region began;
	// otherwise each waits waitNs from its own creation.
	sharedDeadline bool
}

func readSettings(parameters workload.Parameters) (settings, error) {
	// Above these the sum of the identities and of a time and a wait would leave 64 bits.
	const mostTasks, longestNs = 1_000_000_000, math.MaxInt64 / 4
	if err := parameters.Only("tasks", "wake", "waitNs"); err != nil {
		return settings{}, err
	}
	tasks, err := parameters.Int("tasks", 0, mostTasks)
	if err != nil {
		return settings{}, err
	}
	waitNs, err := parameters.Int("waitNs", 0, longestNs)
	if err != nil {
		return settings{}, err
	}
	wake, err := parameters.OneOf("wake", "same-duration", "same-deadline")
	if err != nil {
		return settings{}, err
	}
	return settings{tasks: tasks, waitNs: waitNs, sharedDeadline: wake == "same-deadline"}, nil
}
