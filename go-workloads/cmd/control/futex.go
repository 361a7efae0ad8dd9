package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// futex: what the kernel takes to hand a CPU from one thread to another, as the scenario "context-switch" measures it.
func futex(session *workload.Session) error {
	s, err := readSettings(session.Request.Parameters)
	if err != nil {
		return err
	}
	return handover.Futex(session, s.handovers)
}
