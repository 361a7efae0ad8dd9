package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// times are kept for each task of a latency sample, in room that belongs to the baseline. A slot is written by the
// thread that has the task, so that none needs an atomic operation.
type times struct {
	clock         workload.Clock
	submittedNs   []int64
	submitToStart []int64
	submitToDone  []int64
}

func (t *times) submit(id int64) { t.submittedNs[id] = t.clock.Now() }

func (t *times) start(id int64) { t.submitToStart[id] = t.clock.Now() - t.submittedNs[id] }

func (t *times) finish(id int64) { t.submitToDone[id] = t.clock.Now() - t.submittedNs[id] }
