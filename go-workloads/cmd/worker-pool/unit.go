package main

import (
	"slices"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// unit is how long a CPU unit takes in this process; zero where no task does one.
type unit struct {
	ns     float64 // the median
	spread float64 // the slowest over the fastest
}

// measureUnit measures in count goroutines, one after the other: side by side they would tell how far the CPUs share
// their clock and caches, not how long a unit takes.
func measureUnit(count int) unit {
	values := make([]float64, 0, count)
	measured := make(chan float64)
	for range count {
		go func() { measured <- workload.MeasureUnit() }()
		values = append(values, <-measured)
	}
	return unitOf(values)
}

func unitOf(values []float64) unit {
	slices.Sort(values)
	last := len(values) - 1
	return unit{
		ns:     (values[last/2] + values[(last+1)/2]) / 2,
		spread: values[last] / values[0],
	}
}
