package main

import "time"

// spawn starts a goroutine a task. Those that are alike share one function value: `go own(…)` allocates a closure each.
func (c *crowd) spawn(alike func(), own func(id int64, duration time.Duration)) {
	if c.alike() {
		for ; c.created < c.tasks; c.created++ {
			go alike()
		}
		return
	}
	c.spawnEach(own)
}

// spawnEach starts a goroutine a task, which is given its number and its duration.
func (c *crowd) spawnEach(own func(id int64, duration time.Duration)) {
	next := newDurations(c.settings)
	for ; c.created < c.tasks; c.created++ {
		go own(c.created, next.next())
	}
}

// begun is a task's last act before it waits, and gives how long.
func (c *crowd) begun() time.Duration {
	c.begin()
	return c.wait(time.Duration(c.waitNs))
}

// begunAs is the same for a task with a number and a duration of its own.
func (c *crowd) begunAs(id int64, duration time.Duration) time.Duration {
	wait := c.intend(id, duration)
	c.begin()
	return wait
}
