package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// afterFunc: a timer whose callback runs in a goroutine of its own, which exists only once the timer has fired. So no
// witness: the runtime does not count its timers.
func afterFunc(session *workload.Session) error {
	return program{
		create: func(c *crowd) {
			next := newDurations(c.settings)
			if c.identified() {
				for ; c.created < c.tasks; c.created++ {
					id := c.created
					time.AfterFunc(c.intend(id, next.next()), func() { c.woke(id) })
				}
			} else {
				fired := c.finish // one function value for all: the timer itself keeps its duration
				for ; c.created < c.tasks; c.created++ {
					time.AfterFunc(c.wait(next.next()), fired)
				}
			}
			c.beginAll()
		},
		witness: noWitness,
	}.run(session)
}
