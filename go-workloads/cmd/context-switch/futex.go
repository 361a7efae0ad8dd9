package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// futex: the kernel's cheapest way to wake a waiting thread. The scenario "control" runs the same program.
func futex(session *workload.Session) error {
	handovers, err := readHandovers(session.Request.Parameters)
	if err != nil {
		return err
	}
	return handover.Futex(session, handovers)
}
