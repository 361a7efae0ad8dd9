package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// load is the tasks of one iteration. Every variant runs the same ones with the same bookkeeping, whose size does not
// depend on their number in a memory sample.
type load struct {
	settings
	counters *counters
	times    *times // nil in a memory sample

	// One goroutine submits, or one at a time does, so that these cost no atomic operation.
	submitted    int64
	peakInFlight int64
}

// submitting is the last act before the pool is given the task. What is in flight only grows here, so that its peak
// needs no look at any other moment.
func (l *load) submitting(id int64) {
	l.submitted++
	l.peakInFlight = max(l.peakInFlight, l.submitted-l.counters.completed())
	if l.times != nil {
		l.times.submit(id)
	}
}

// run is the task.
func (l *load) run(id int64) {
	if l.times != nil {
		l.times.start(id)
	}
	l.counters.begin()
	result := l.work(id)
	if l.times != nil {
		l.times.finish(id)
	}
	l.counters.finish(result + id)
}

func (l *load) work(id int64) int64 {
	const seeds = 64
	if l.wait > 0 {
		time.Sleep(l.wait)
	}
	return int64(workload.Spin(uint32(id%seeds)+1, l.cost))
}
