package workload

import (
	"math"
	"runtime/debug"
	"testing"
)

func TestLimitsFollowTheRuntime(t *testing.T) {
	percent := debug.SetGCPercent(50)
	defer debug.SetGCPercent(percent)
	memory := debug.SetMemoryLimit(1 << 40)
	defer debug.SetMemoryLimit(memory)
	threads := debug.SetMaxThreads(12_345)
	defer debug.SetMaxThreads(threads)
	if value := collectorPercent(); value != int64(50) {
		t.Errorf("expected 50, received %v", value)
	}
	if value := memoryLimit(); value != uint64(1<<40) {
		t.Errorf("expected 2^40, received %v", value)
	}
	if value := maximumThreads(); value != 12_345 {
		t.Errorf("expected 12345, received %v", value)
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(math.MaxInt64)
	if value := collectorPercent(); value != nil {
		t.Errorf("expected nil for a collector that is off, received %v", value)
	}
	if value := memoryLimit(); value != nil {
		t.Errorf("expected nil for no limit, received %v", value)
	}
}
