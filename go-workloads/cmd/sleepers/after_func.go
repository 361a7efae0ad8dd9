package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// afterFunc: a timer whose callback runs in a goroutine of its own, which exists only once the timer has fired. So no
// witness: the runtime does not count its timers.
func afterFunc(session *workload.Session) error {
	return program{
		createUncounted: func(c *crowd) {
			fired := c.finish // one function value for all
			for ; c.created < c.tasks; c.created++ {
				time.AfterFunc(c.wait(), fired)
			}
			c.beginAll()
		},
		createTimed: func(c *timedCrowd) {
			for ; c.created < c.tasks; c.created++ {
				id := c.created
				c.startsNs[id] = c.clock.Now()
				time.AfterFunc(c.wait(), func() { c.woke(id) })
			}
			c.beginAll()
		},
		witness: noWitness,
	}.run(session)
}
