package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// goroutineSleep: a goroutine in time.Sleep.
func goroutineSleep(session *workload.Session) error {
	return program{
		createUncounted: func(c *crowd) {
			// One function value for all: `go c.task()` would allocate a closure for each.
			task := func() {
				c.begin()
				time.Sleep(c.wait())
				c.finish()
			}
			for ; c.created < c.tasks; c.created++ {
				go task()
			}
		},
		createTimed: func(c *timedCrowd) {
			task := func(id int64) {
				c.startsNs[id] = c.clock.Now()
				c.begin()
				time.Sleep(c.wait())
				c.woke(id)
			}
			for ; c.created < c.tasks; c.created++ {
				go task(c.created)
			}
		},
		witness: newWaitingGoroutines,
	}.run(session)
}
