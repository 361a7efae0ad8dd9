package main

import (
	"strconv"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// integerLoop: arithmetic that needs neither memory nor the kernel, so that only the CPU's own speed and whoever else
// uses it show.
func integerLoop(session *workload.Session) error {
	s, err := readSettings(session.Request.Parameters)
	if err != nil {
		return err
	}
	return session.Run(func(iteration *workload.Iteration) (workload.Result, error) {
		return spin(session, iteration, s.units)
	})
}

// spin is one iteration: the calling goroutine is the one task.
func spin(session *workload.Session, iteration *workload.Iteration, units int64) (workload.Result, error) {
	const seed = 1
	switchesBefore, err := workload.ContextSwitches()
	if err != nil {
		return workload.Result{}, err
	}
	startNs := iteration.Begin()
	state := workload.Spin(seed, units)
	elapsedNs := session.Now() - startNs
	switchesAfter, err := workload.ContextSwitches()
	if err != nil {
		return workload.Result{}, err
	}
	checksum := strconv.FormatUint(uint64(state), 10)
	return workload.Result{
		ElapsedNs:    elapsedNs,
		Manifest:     workload.Manifest{Created: 1, Completed: 1, PeakAlive: 1, Checksum: &checksum},
		Measurements: workload.Measurements{{Name: "contextSwitches", Value: float64(switchesAfter - switchesBefore)}},
	}, nil
}
