package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// observe is for the holds after the last task: no deadline lies ahead.
func (c *crowd) observe() workload.Observation {
	return workload.Observation{Created: c.created, Completed: c.completed.Load()}
}

// observeTimers adds the time left. The counter is read after the clock: a task that completes between the two is then
// seen as completed, never missed.
func (c *crowd) observeTimers() workload.Observation {
	if c.tasks == 0 {
		return c.observe()
	}
	timeLeftNs := c.firstDeadlineNs() - c.clock.Now()
	observation := c.observe()
	observation.TimeLeftNs = &timeLeftNs
	return observation
}

// holdParked holds when all tasks are proved waiting, and gives what was seen when the hold ended.
func (c *crowd) holdParked(
	iteration *workload.Iteration, waiting *waitingGoroutines,
) (workload.Observation, error) {
	c.awaitParked(func() bool { return waiting.reached(c.tasks) })
	return iteration.Hold(workload.PhaseParked, func() workload.Observation {
		observation := c.observeTimers()
		observation.Witness = waiting.witness()
		return observation
	})
}

func (c *crowd) result(parked workload.Observation) workload.Result {
	return workload.Result{
		ElapsedNs: c.endNs.Load() - c.startNs,
		Manifest: workload.Manifest{
			Created:   c.created,
			Completed: c.completed.Load(),
			PeakAlive: c.created - parked.Completed,
			Checksum:  c.checksum(),
		},
	}
}

// parkNs is the time until the last task was about to wait, 0 without tasks.
func (c *crowd) parkNs() int64 {
	if c.tasks == 0 {
		return 0
	}
	return c.lastNs.Load() - c.startNs
}

// wakeSpanNs is the time from the first deadline to the last completion; 0 where all woke early, or without tasks.
func (c *crowd) wakeSpanNs() int64 {
	if c.tasks == 0 {
		return 0
	}
	return max(0, c.endNs.Load()-c.firstDeadlineNs())
}
