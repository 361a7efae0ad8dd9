package main

import (
	"runtime/debug"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// program is what differs between the variants.
type program struct {
	// create creates all tasks. Where they are alike, none has anything of its own: a number would cost each a closure.
	create func(*crowd)
	// keepsState: the tasks take the parameter state.
	keepsState bool
	// witness counts the waiting tasks by the runtime's own means; nil where it has none.
	witness func() *waitingGoroutines
}

func (p program) run(session *workload.Session) error {
	s, err := readSettings(session.Request.Parameters, p.keepsState)
	if err != nil {
		return err
	}
	own, lateness := newPerTask(session, s)
	return session.Run(func(iteration *workload.Iteration) (workload.Result, error) {
		own.forget()
		if lateness == nil {
			return p.measureMemory(session, iteration, s, own)
		}
		own.latenessNs = lateness.Slots(iteration)
		return p.measureLatency(session, iteration, s, own)
	})
}

func (p program) measureMemory(
	session *workload.Session, iteration *workload.Iteration, s settings, own perTask,
) (workload.Result, error) {
	waiting := p.witness()
	c := newCrowd(s, own, session.Clock, iteration.Begin())
	p.create(c)
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
	result := c.result(parked)
	result.Measurements = workload.Measurements{
		{Name: "createNs", Value: float64(createdNs - c.startNs)},
		{Name: "parkNs", Value: float64(c.parkNs())},
		{Name: "wakeSpanNs", Value: float64(c.wakeSpanNs())},
	}
	return result, nil
}

func (p program) measureLatency(
	session *workload.Session, iteration *workload.Iteration, s settings, own perTask,
) (workload.Result, error) {
	waiting := p.witness()
	c := newCrowd(s, own, session.Clock, iteration.Begin())
	p.create(c)
	parked, err := c.holdParked(iteration, waiting)
	if err != nil {
		return workload.Result{}, err
	}
	<-c.done
	result := c.result(parked)
	earlyCount, earliestNs := workload.Early(own.latenessNs)
	result.Measurements = workload.Measurements{
		{Name: "earlyCount", Value: float64(earlyCount)},
		{Name: "earliestNs", Value: float64(earliestNs)},
	}
	return result, nil
}
