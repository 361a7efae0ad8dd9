package main

import (
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// goroutineSleep: a goroutine in time.Sleep.
func goroutineSleep(session *workload.Session) error {
	return program{create: spawnSleeping, witness: newWaitingGoroutines}.run(session)
}

func spawnSleeping(c *crowd) {
	c.spawn(
		func() {
			time.Sleep(c.begun())
			c.finish()
		},
		func(id int64, duration time.Duration) {
			time.Sleep(c.begunAs(id, duration))
			c.woke(id)
		},
	)
}
