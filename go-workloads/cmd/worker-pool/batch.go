package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// batch is the tasks of one iteration. Every variant runs the same ones with the same bookkeeping, whose size does not
// depend on their number in a memory sample.
type batch struct {
	settings
	counters *counters
	times    *times // nil in a memory sample

	// The submitting goroutine alone touches these, so that they cost no atomic operation.
	submitted    int64
	peakInFlight int64
}

// submitting is the last act before the pool is given the task. What is in flight only grows here, so that its peak
// needs no look at any other moment.
func (b *batch) submitting(id int64) {
	b.submitted++
	b.peakInFlight = max(b.peakInFlight, b.submitted-b.counters.completed())
	if b.times != nil {
		b.times.submit(id)
	}
}

// run is the task.
func (b *batch) run(id int64) {
	if b.times != nil {
		b.times.start(id)
	}
	b.counters.begin()
	result := b.work(id)
	if b.times != nil {
		b.times.finish(id)
	}
	b.counters.finish(result + id)
}

func (b *batch) work(id int64) int64 {
	const seeds = 64
	if b.wait > 0 {
		time.Sleep(b.wait)
	}
	return int64(workload.Spin(uint32(id%seeds)+1, b.cost))
}
