package main

import (
	"fmt"
	"math"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// settings are the parameters of one request.
type settings struct {
	tasks  int64
	waitNs int64 // of the tasks that wait shortest
	// sharedDeadline: all tasks wake at one moment, waitNs after the timed region began;
	// otherwise each waits its own duration from its own creation.
	sharedDeadline bool
	durations      int64 // distinct durations, a millisecond apart
	state          int64 // bytes that a task keeps across its wait
	results        bool  // each task delivers a value, and all are collected
}

// readSettings refuses a state where the variant keeps none: the sample would not be what its row says.
func readSettings(parameters workload.Parameters, keepsState bool) (settings, error) {
	// Above these the sum of a time and a wait would leave 64 bits.
	const mostTasks, mostDurations, longestNs = 100_000_000, 1_000_000, math.MaxInt64 / 4
	if err := parameters.Only("tasks", "wake", "waitNs", "durations", "state", "join"); err != nil {
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
	sharedDeadline := wake == "same-deadline"
	most := int64(mostDurations)
	if sharedDeadline {
		most = 1 // there is one deadline
	}
	durations, err := parameters.Int("durations", 1, most)
	if err != nil {
		return settings{}, err
	}
	state, err := readState(parameters, keepsState)
	if err != nil {
		return settings{}, err
	}
	join, err := parameters.OneOf("join", "counter", "results")
	if err != nil {
		return settings{}, err
	}
	return settings{
		tasks: tasks, waitNs: waitNs, sharedDeadline: sharedDeadline,
		durations: durations, state: state, results: join == "results",
	}, nil
}

// readState takes the sizes for which there is a program: the size of an array is part of its type.
func readState(parameters workload.Parameters, keepsState bool) (int64, error) {
	most := int64(4_096)
	if !keepsState {
		most = 0
	}
	state, err := parameters.Int("state", 0, most)
	if err != nil {
		return 0, err
	}
	decimal := workload.Parameters{"state": fmt.Sprint(state)}
	_, err = decimal.OneOf("state", "0", "256", "1024", "4096")
	return state, err
}
