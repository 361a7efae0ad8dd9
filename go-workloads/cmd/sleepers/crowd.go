package main

import (
	"sync/atomic"
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// crowd is what the tasks of one iteration share. Its size does not depend on their number, so that a memory sample
// reads the tasks and not their bookkeeping. A counter joins them: a sync.WaitGroup would be a cost of its own.
type crowd struct {
	settings
	clock   workload.Clock
	startNs int64 // of the timed region; set before the first task is created
	created int64 // counted by the creating loop itself, which alone touches it

	started   atomic.Int64 // tasks about to wait
	completed atomic.Int64
	firstNs   atomic.Int64 // when the first task was about to wait; 0 before that
	lastNs    atomic.Int64 // when the last one was
	endNs     atomic.Int64 // when the last task had completed
	done      chan struct{}
}

func newCrowd(s settings, clock workload.Clock, startNs int64) *crowd {
	c := &crowd{settings: s, clock: clock, startNs: startNs, done: make(chan struct{})}
	if s.tasks == 0 {
		c.endNs.Store(startNs)
		close(c.done)
	}
	return c
}

// begin is a task's last act before it waits.
func (c *crowd) begin() {
	n := c.started.Add(1)
	if n != 1 && n != c.tasks {
		return
	}
	now := c.clock.Now()
	if n == 1 {
		c.firstNs.Store(now)
	}
	if n == c.tasks {
		c.lastNs.Store(now)
	}
}

// beginAll is for tasks that cannot say so themselves: they wait from their creation on, and all have been created.
func (c *crowd) beginAll() {
	c.firstNs.Store(c.startNs)
	c.lastNs.Store(c.clock.Now())
	c.started.Store(c.tasks)
}

// finish is a task's last act.
func (c *crowd) finish() {
	if c.completed.Add(1) == c.tasks {
		c.endNs.Store(c.clock.Now())
		close(c.done)
	}
}

// wait gives how long a task that begins now has to wait. Only a shared deadline costs a look at the clock.
func (c *crowd) wait() time.Duration {
	if c.sharedDeadline {
		return time.Duration(c.startNs + c.waitNs - c.clock.Now())
	}
	return time.Duration(c.waitNs)
}

// firstDeadlineNs is exact once a task has begun, and before that the earliest that it can become.
func (c *crowd) firstDeadlineNs() int64 {
	first := c.firstNs.Load()
	if c.sharedDeadline || first == 0 {
		first = c.startNs
	}
	return first + c.waitNs
}

// awaitParked returns when every task waits, as far as the program can prove it. It gives up at the first deadline,
// when the proof can no longer come; the harness then finds completed tasks in the hold.
func (c *crowd) awaitParked(proved func() bool) {
	const pollEvery = 200 * time.Microsecond
	for c.started.Load() < c.tasks || !proved() {
		if c.clock.Now() >= c.firstDeadlineNs() {
			return
		}
		time.Sleep(pollEvery)
	}
}
