package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// readHandovers gives the hand-overs of one batch. The number of batches has become the request's iterations already.
func readHandovers(parameters workload.Parameters) (int64, error) {
	const mostBatches = 1_000
	if err := parameters.Only("switches", "batches"); err != nil {
		return 0, err
	}
	if _, err := parameters.Int("batches", 1, mostBatches); err != nil {
		return 0, err
	}
	return parameters.Int("switches", 2, handover.MostHandovers)
}

// run serves the session with a program, in batches of the size that the request asks for.
func run(session *workload.Session, program handover.Program) error {
	handovers, err := readHandovers(session.Request.Parameters)
	if err != nil {
		return err
	}
	program.CountSchedulings = true
	return program.Run(session, handovers)
}
