package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// goroutineChannel: a goroutine parked on the channel of a timer of its own. time.After is what people write; since Go
// 1.23 it keeps no more than time.NewTimer does.
func goroutineChannel(session *workload.Session) error {
	return program{
		create: func(c *crowd) {
			c.spawn(
				func() {
					<-time.After(c.begun())
					c.finish()
				},
				func(id int64, duration time.Duration) {
					<-time.After(c.begunAs(id, duration))
					c.woke(id)
				},
			)
		},
		witness: newWaitingGoroutines,
	}.run(session)
}
