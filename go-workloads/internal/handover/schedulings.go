package handover

import "runtime/metrics"

// schedulings reads how often the Go scheduler has let a goroutine run, since the start of the process.
type schedulings struct{ samples []metrics.Sample }

// newSchedulings reads once already: the first reading of a process allocates, later ones use the same memory.
func newSchedulings() *schedulings {
	s := &schedulings{samples: []metrics.Sample{{Name: "/sched/latencies:seconds"}}}
	s.read()
	return s
}

// read counts the histogram's entries. The scheduler records one start of a goroutine in eight (runtime2.go,
// gTrackingPeriod), in turn and not at random: for each goroutine that runs between two readings the difference is less
// than eight off.
func (s *schedulings) read() int64 {
	const trackingPeriod = 8
	metrics.Read(s.samples)
	var recorded uint64
	for _, count := range s.samples[0].Value.Float64Histogram().Counts {
		recorded += count
	}
	return trackingPeriod * int64(recorded)
}
