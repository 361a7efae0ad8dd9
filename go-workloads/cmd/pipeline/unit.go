package main

import (
	"runtime"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// medianUnitNs measures the CPU unit in as many goroutines as can run workers at one time.
func medianUnitNs(workers int64) float64 {
	return workload.MedianUnit(workload.MeasureUnits(min(int(workers), runtime.GOMAXPROCS(0))))
}
