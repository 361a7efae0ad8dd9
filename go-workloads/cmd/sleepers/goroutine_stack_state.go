package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// goroutineStackState: a goroutine in time.Sleep whose state is an array on its own stack.
func goroutineStackState(session *workload.Session) error {
	return program{
		create: func(c *crowd) {
			switch c.state {
			case 256:
				c.spawnEach(keptOnStack[[256]byte](c))
			case 1_024:
				c.spawnEach(keptOnStack[[1_024]byte](c))
			case 4_096:
				c.spawnEach(keptOnStack[[4_096]byte](c))
			default:
				spawnSleeping(c) // no state: readState takes no other size
			}
		},
		keepsState: true,
		witness:    newWaitingGoroutines,
	}.run(session)
}

// stackState is the sizes: a constant each, or the array would not be on the stack.
type stackState interface {
	[256]byte | [1_024]byte | [4_096]byte
}

// keptOnStack gives a task with its state on the stack. Go makes a function of its own for each size.
func keptOnStack[State stackState](c *crowd) func(id int64, duration time.Duration) {
	return func(id int64, duration time.Duration) {
		var state State
		first := firstByte(id)
		for at := range len(state) {
			state[at] = first + byte(at&placeMask)
		}
		time.Sleep(c.begunAs(id, duration))
		c.record(id)
		var value int64
		for at := range len(state) {
			value += int64(state[at])
		}
		c.deliver(id, value)
	}
}

// What stands in a state depends on the task and on the place, so that neither another task's state nor a part of this one
// sums up to the same. The loops spell it out: inside the function with a type parameter Go 1.27 calls what it inlines
// elsewhere, which would be a call a byte.
const placeMask = 127

func firstByte(id int64) byte { return byte(id & 127) }
