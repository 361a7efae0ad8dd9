package main

import (
	"runtime/debug"
	"strconv"
	"sync/atomic"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// program is what differs between the variants. The two ways to create the tasks stand apart, so that a memory sample
// carries nothing that a task keeps for the latency's sake.
type program struct {
	// createUncounted creates all tasks without anything of their own.
	createUncounted func(*crowd)
	// createTimed creates all tasks, each with its identity.
	createTimed func(*timedCrowd)
	// witness counts the waiting tasks by the runtime's own means; nil where it has none.
	witness func() *waitingGoroutines
}

// timedCrowd adds what is kept for each task in a latency sample.
type timedCrowd struct {
	*crowd
	startsNs   []int64 // when the task was about to wait
	latenessNs []int64 // against the intended time; negative when early
	idSum      atomic.Int64
}

// intendedNs is when the task should wake.
func (c *timedCrowd) intendedNs(id int64) int64 {
	if c.sharedDeadline {
		return c.startNs + c.waitNs
	}
	return c.startsNs[id] + c.waitNs
}

// woke records the task's lateness before anything else, and then its end.
func (c *timedCrowd) woke(id int64) {
	c.latenessNs[id] = c.clock.Now() - c.intendedNs(id)
	c.idSum.Add(id)
	c.finish()
}

func (p program) run(session *workload.Session) error {
	s, err := readSettings(session.Request.Parameters)
	if err != nil {
		return err
	}
	if session.Request.Probe == workload.ProbeMemory {
		return session.Run(func(iteration *workload.Iteration) (workload.Result, error) {
			return p.measureMemory(session, iteration, s)
		})
	}
	startsNs := workload.Touched(int(s.tasks))
	lateness := session.Record("wake_lateness", int(s.tasks))
	return session.Run(func(iteration *workload.Iteration) (workload.Result, error) {
		return p.measureLatency(session, iteration, s, startsNs, lateness.Slots(iteration))
	})
}

func (p program) measureMemory(
	session *workload.Session, iteration *workload.Iteration, s settings,
) (workload.Result, error) {
	waiting := p.witness()
	c := newCrowd(s, session.Clock, iteration.Begin())
	p.createUncounted(c)
	createdNs := session.Now()
	if _, err := iteration.Hold(workload.PhaseArmed, c.observeTimers); err != nil {
		return workload.Result{}, err
	}
	parked, err := c.holdParked(iteration, waiting)
	if err != nil {
		return workload.Result{}, err
	}
	<-c.done
	if _, err := iteration.Hold(workload.PhaseDrained, c.observe); err != nil {
		return workload.Result{}, err
	}
	debug.FreeOSMemory() // a full collection, and the memory handed back
	if _, err := iteration.Hold(workload.PhaseCollected, c.observe); err != nil {
		return workload.Result{}, err
	}
	result := c.result(parked, nil)
	result.Measurements = workload.Measurements{
		{Name: "createNs", Value: float64(createdNs - c.startNs)},
		{Name: "parkNs", Value: float64(c.parkNs())},
		{Name: "wakeSpanNs", Value: float64(c.wakeSpanNs())},
	}
	return result, nil
}

func (p program) measureLatency(
	session *workload.Session, iteration *workload.Iteration, s settings, startsNs, latenessNs []int64,
) (workload.Result, error) {
	waiting := p.witness()
	c := &timedCrowd{
		crowd: newCrowd(s, session.Clock, iteration.Begin()), startsNs: startsNs, latenessNs: latenessNs,
	}
	p.createTimed(c)
	parked, err := c.holdParked(iteration, waiting)
	if err != nil {
		return workload.Result{}, err
	}
	<-c.done
	checksum := strconv.FormatInt(c.idSum.Load(), 10)
	result := c.result(parked, &checksum)
	earlyCount, earliestNs := workload.Early(latenessNs)
	result.Measurements = workload.Measurements{
		{Name: "earlyCount", Value: float64(earlyCount)},
		{Name: "earliestNs", Value: float64(earliestNs)},
	}
	return result, nil
}
