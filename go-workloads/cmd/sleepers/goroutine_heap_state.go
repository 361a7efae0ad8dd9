package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// goroutineHeapState: a goroutine in time.Sleep whose state is a slice on the heap.
func goroutineHeapState(session *workload.Session) error {
	return program{
		create: func(c *crowd) {
			if c.state == 0 {
				spawnSleeping(c)
				return
			}
			c.spawnEach(keptOnHeap(c))
		},
		keepsState: true,
		witness:    newWaitingGoroutines,
	}.run(session)
}

func keptOnHeap(c *crowd) func(id int64, duration time.Duration) {
	return func(id int64, duration time.Duration) {
		state := newState(id, c.state)
		time.Sleep(c.begunAs(id, duration))
		c.record(id)
		var value int64
		for at := range state {
			value += int64(state[at])
		}
		c.deliver(id, value)
	}
}

// newState is not inlined: of a slice that leaves its function the compiler cannot think that it may stay on the stack.
//
//go:noinline
func newState(id, size int64) []byte {
	state := make([]byte, size)
	first := firstByte(id)
	for at := range state {
		state[at] = first + byte(at&placeMask)
	}
	return state
}
