package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// unit is how long a CPU unit takes in this process; zero where no task does one.
type unit struct {
	ns     float64 // the median
	spread float64 // the slowest over the fastest
}

// unitOf summarises what workload.MeasureUnits gives.
func unitOf(sorted []float64) unit {
	return unit{ns: workload.MedianUnit(sorted), spread: sorted[len(sorted)-1] / sorted[0]}
}
