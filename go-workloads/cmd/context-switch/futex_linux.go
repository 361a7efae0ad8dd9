package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// futex: the kernel's cheapest way to wake a waiting thread. The scenario "control" runs the same tasks.
func futex(session *workload.Session) error {
	return run(session, handover.Program{Threads: handover.Blocked, NewPair: handover.NewFutexPair})
}
