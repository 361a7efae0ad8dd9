package workload

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// limitsInForce reads the limits back from the runtime: what the environment asked for says little, since the runtime
// derives its own values from the CPU mask, the cgroup and the program's calls.
func limitsInForce() Limits {
	return Limits{
		{"gomaxprocs", runtime.GOMAXPROCS(0)},
		{"gogc", collectorPercent()},
		{"gomemlimitBytes", memoryLimit()},
		{"maxThreads", maximumThreads()},
		{"godebug", os.Getenv("GODEBUG")},
		{"numCPU", runtime.NumCPU()},
	}
}

// collectorPercent is nil when the collector is off, which the runtime stores as -1.
func collectorPercent() any {
	value, ok := readMetric("/gc/gogc:percent")
	if percent := int64(value); ok && percent >= 0 {
		return percent
	}
	return nil
}

// memoryLimit is nil when there is none.
func memoryLimit() any {
	value, ok := readMetric("/gc/gomemlimit:bytes")
	if !ok || value == math.MaxInt64 {
		return nil
	}
	return value
}

// maximumThreads sets the limit and sets it back: the runtime has no other way to read it. It is raised meanwhile,
// since the runtime ends a process that has more threads than its limit.
func maximumThreads() int {
	limit := debug.SetMaxThreads(math.MaxInt32)
	debug.SetMaxThreads(limit)
	return limit
}

func readMetric(name string) (uint64, bool) {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0, false
	}
	return sample[0].Value.Uint64(), true
}
