package main

import (
	"runtime"
	"sort"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// medianUnitNs measures the CPU unit in as many goroutines as can run workers at one time, one after the other: two at
// once would measure what they take from each other.
func medianUnitNs(workers int64) float64 {
	count := min(int(workers), runtime.GOMAXPROCS(0))
	measured := make(chan float64)
	units := make([]float64, count)
	for at := range units {
		go func() { measured <- workload.MeasureUnit() }()
		units[at] = <-measured
	}
	sort.Float64s(units)
	return (units[(count-1)/2] + units[count/2]) / 2
}
