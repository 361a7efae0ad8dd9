package workload

import (
	"slices"
	"time"
)

// StepsPerUnit is the number of xorshift32 steps of one CPU unit, about a microsecond of a present-day CPU. How long it
// takes is measured, never tuned. The Node side is scenarios/workload/cpu-unit.js; the two agree bit for bit.
const StepsPerUnit = 500

// Spin does units of CPU work from a seed that is not 0 and gives the last state; the seed itself after 0 units. Every
// step needs the one before, so that a compiler can neither vectorise it nor leave a step out.
func Spin(seed uint32, units int64) uint32 {
	x := seed
	for step := units * StepsPerUnit; step > 0; step-- {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
	}
	return x
}

// The blocks by which a unit is measured, as on the Node side.
const (
	warmupUnits   = 2_000
	unitBlocks    = 60
	unitsPerBlock = 50
)

// measureUnit gives how long a unit takes on the calling thread now, ns: the fastest of several short blocks, since
// whatever interrupts a block only makes it longer.
func measureUnit() float64 {
	seed := Spin(1, warmupUnits)
	fastest := time.Duration(1<<63 - 1)
	for range unitBlocks {
		start := time.Now()
		seed = Spin(seed, unitsPerBlock)
		fastest = min(fastest, time.Since(start))
	}
	// xorshift never reaches 0: this consumes the result.
	if seed == 0 {
		panic("the CPU unit computed 0")
	}
	return float64(fastest.Nanoseconds()) / unitsPerBlock
}

// MeasureUnits measures in count goroutines and gives how long a unit took in each, ns, ascending. Each has a goroutine
// of its own, as workers have. They come one after the other: side by side they would tell how far the CPUs share their
// clock and caches, not how long a unit takes.
func MeasureUnits(count int) []float64 {
	units := make([]float64, count)
	measured := make(chan float64)
	for at := range units {
		go func() { measured <- measureUnit() }()
		units[at] = <-measured
	}
	slices.Sort(units)
	return units
}

// MedianUnit is the median of what MeasureUnits gives for at least one goroutine.
func MedianUnit(sorted []float64) float64 {
	last := len(sorted) - 1
	return (sorted[last/2] + sorted[(last+1)/2]) / 2
}
