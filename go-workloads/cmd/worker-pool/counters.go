package main

import "sync/atomic"

// counters are what the tasks of all threads write to. Each such write may have to fetch the cache line from another
// CPU, which costs more than the write itself, so that the three share one line, and a task writes in two places only:
// where it begins and where it ends. Sums kept for each worker would be cheaper still, but only a variant whose
// workers are known could keep them, and the others would pay for their bookkeeping and not for their pool.
type counters struct {
	progress    atomic.Uint64 // tasks done in the high half, tasks that run in the low one
	checksum    atomic.Int64
	peakRunning atomic.Int64
	// The allocator aligns an object of 128 bytes at 128. That is two lines of an x86 CPU and one of Apple's, so that
	// nothing else shares them.
	_ [128 - 3*8]byte
}

const (
	doneOne    = 1 << 32
	runningAll = doneOne - 1
)

// begin sees the tasks that run as they are at the very moment at which it adds itself: two counters, read one after
// the other, could tell of a number that never was.
func (c *counters) begin() {
	running := int64(c.progress.Add(1) & runningAll)
	for peak := c.peakRunning.Load(); running > peak; peak = c.peakRunning.Load() {
		if c.peakRunning.CompareAndSwap(peak, running) {
			return
		}
	}
}

// finish adds the result first: whoever finds the task completed finds its result too.
func (c *counters) finish(result int64) {
	c.checksum.Add(result)
	c.progress.Add(doneOne - 1)
}

func (c *counters) completed() int64 { return int64(c.progress.Load() / doneOne) }
