package main

import (
	"strconv"
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// perTask is what is kept for each task, by its number. It is made before the baseline, and all of it is resident then.
type perTask struct {
	intendedNs []int64 // when the task should wake; nil in memory samples
	latenessNs []int64 // against that; negative when early; nil in memory samples
	values     []int64 // what the task has delivered; nil where a counter joins the tasks
}

// notDelivered stands where a value is missing: a value is never negative, so that the sum shows it.
const notDelivered = -1 << 32

// forget takes back what an earlier iteration has delivered.
func (p perTask) forget() {
	for id := range p.values {
		p.values[id] = notDelivered
	}
}

// alike says that no task needs to know anything of its own.
func (c *crowd) alike() bool { return !c.identified() && c.durations == 1 }

// identified says that the tasks need to know their numbers.
func (c *crowd) identified() bool { return c.latenessNs != nil || c.results || c.state > 0 }

// intend gives how long a task has to wait that is about to, and notes when it should wake.
func (c *crowd) intend(id int64, duration time.Duration) time.Duration {
	if c.intendedNs != nil {
		if c.sharedDeadline {
			c.intendedNs[id] = c.startNs + c.waitNs
		} else {
			c.intendedNs[id] = c.clock.Now() + int64(duration)
		}
	}
	return c.wait(duration)
}

// woke records the task's lateness before anything else, and then ends it.
func (c *crowd) woke(id int64) {
	c.record(id)
	c.deliver(id, id)
}

func (c *crowd) record(id int64) {
	if c.latenessNs != nil {
		c.latenessNs[id] = c.clock.Now() - c.intendedNs[id]
	}
}

// deliver hands over the task's value, and is its last act.
func (c *crowd) deliver(id, value int64) {
	switch {
	case c.results:
		c.values[id] = value
	case c.identified():
		c.sum.Add(value)
	}
	c.finish()
}

// checksum is the sum of the tasks' values, once all have completed; nil where they had none.
func (c *crowd) checksum() *string {
	if !c.identified() {
		return nil
	}
	sum := c.sum.Load()
	for _, value := range c.values {
		sum += value
	}
	text := strconv.FormatInt(sum, 10)
	return &text
}

func newPerTask(session *workload.Session, s settings) (perTask, *workload.Recording) {
	var own perTask
	if s.results {
		own.values = workload.Touched(int(s.tasks))
	}
	if session.Request.Probe == workload.ProbeMemory {
		return own, nil
	}
	own.intendedNs = workload.Touched(int(s.tasks))
	return own, session.Record("wake_lateness", int(s.tasks))
}
