package main

import (
	"sync/atomic"
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// crowd is what the tasks of one iteration share. In a memory sample its size does not depend on their number, so that
// the tasks are read and not their bookkeeping; but for their results, where they deliver any. A counter joins them in
// either case: a sync.WaitGroup is no more than such a counter, and would be a second one beside that of the completed
// tasks, which every hold tells.
type crowd struct {
	settings
	perTask
	clock   workload.Clock
	startNs int64 // of the timed region; set before the first task is created
	created int64 // counted by the creating loop itself, which alone touches it

	started   atomic.Int64 // tasks about to wait
	completed atomic.Int64
	firstNs   atomic.Int64 // when the first task was about to wait; 0 before that
	lastNs    atomic.Int64 // when the last one was
	endNs     atomic.Int64 // when the last task had completed
	sum       atomic.Int64 // of the values of tasks that are joined by the counter
	done      chan struct{}
}

func newCrowd(s settings, own perTask, clock workload.Clock, startNs int64) *crowd {
	c := &crowd{settings: s, perTask: own, clock: clock, startNs: startNs, done: make(chan struct{})}
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
func (c *crowd) wait(duration time.Duration) time.Duration {
	if c.sharedDeadline {
		return time.Duration(c.startNs + c.waitNs - c.clock.Now())
	}
	return duration
}

// firstDeadlineNs is exact once a task has begun, and before that the earliest that it can become. Where the durations
// differ it stays that, since the first to begin need not be one of those that wait shortest.
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
