package main

import (
	"runtime/metrics"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// waitingGoroutines counts the goroutines that the runtime itself says are waiting, less those that waited before the
// tasks were created. A nil pointer is a witness that is not there.
type waitingGoroutines struct {
	sample   []metrics.Sample
	baseline int64
}

// newWaitingGoroutines reads the baseline. It is nil before Go 1.26, which has no such metric.
func newWaitingGoroutines() *waitingGoroutines {
	w := &waitingGoroutines{sample: []metrics.Sample{{Name: "/sched/goroutines/waiting:goroutines"}}}
	metrics.Read(w.sample)
	if w.sample[0].Value.Kind() != metrics.KindUint64 {
		return nil
	}
	w.baseline = int64(w.sample[0].Value.Uint64())
	return w
}

func noWitness() *waitingGoroutines { return nil }

func (w *waitingGoroutines) count() int64 {
	metrics.Read(w.sample)
	// Fewer than at the baseline means that one of the runtime's own goroutines is awake.
	return max(0, int64(w.sample[0].Value.Uint64())-w.baseline)
}

// reached is true where there is no witness to ask.
func (w *waitingGoroutines) reached(tasks int64) bool {
	const runtimesOwn = 8 // goroutines of the runtime that may wait or not
	return w == nil || w.count() >= tasks-runtimesOwn
}

func (w *waitingGoroutines) witness() *workload.Witness {
	if w == nil {
		return nil
	}
	return &workload.Witness{Kind: workload.WitnessGoroutines, Count: w.count()}
}
