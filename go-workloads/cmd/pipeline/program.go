package main

import (
	"strconv"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// program is what differs between the variants.
type program struct {
	// start starts all stages.
	start func(*line)
	// mostInFlight bounds the items that the source has begun to offer and the sink has not counted. Some item finds so
	// many in flight whenever the sink is slow enough.
	mostInFlight func(settings) int64
	// mostWorkers is 0 where there may be as many as the scenario allows.
	mostWorkers int64
	// inOrder: the sink receives all items as they were offered, and not only those of each worker.
	inOrder bool
	// copies: what the sink receives is no slot of the source's.
	copies bool
}

// oneEachAndBuffers counts where items can be: one that the source offers, buffer in the first hop, one in the hands of
// every worker (also while its send blocks), buffer in the second hop, and one that the sink has taken and not counted
// yet. A goroutine whose send has been served holds nothing, even if it has not run again.
func oneEachAndBuffers(s settings) int64 { return 1 + s.buffer + s.workers + s.buffer + 1 }

// hops is how often an item is passed: source to worker, worker to sink.
const hops = 2

// ringFactor makes the ring twice as long as need be: the source of a full pipeline would else always get the slot that
// the sink has just read, whose cache lines another CPU still holds.
const ringFactor = 2

func (p program) run(session *workload.Session) error {
	s, err := readSettings(session.Request.Parameters, p.mostWorkers)
	if err != nil {
		return err
	}
	r := p.newRing(s)
	if session.Request.Probe == workload.ProbeMemory {
		return session.Run(func(iteration *workload.Iteration) (workload.Result, error) {
			return p.measureMemory(session, iteration, p.newLine(s, r, session.Clock, nil))
		})
	}
	endToEnd := session.Record("end_to_end", int(s.items))
	return session.Run(func(iteration *workload.Iteration) (workload.Result, error) {
		return p.measureLatency(session, iteration, p.newLine(s, r, session.Clock, endToEnd.Slots(iteration))), nil
	})
}

func (p program) newRing(s settings) *ring { return newRing(ringFactor*p.mostInFlight(s), s.payload) }

// startTimed gives how long it took until every stage ran, ns.
func (p program) startTimed(session *workload.Session, iteration *workload.Iteration, l *line) int64 {
	startNs := iteration.Begin()
	p.start(l)
	l.standing.Wait()
	return session.Now() - startNs
}

func (p program) measureMemory(
	session *workload.Session, iteration *workload.Iteration, l *line,
) (workload.Result, error) {
	startNs := p.startTimed(session, iteration, l)
	unitNs := l.unitNs()
	if _, err := iteration.Hold(workload.PhaseArmed, l.observe); err != nil {
		return workload.Result{}, err
	}
	cpuNs, err := l.drainMeasured()
	if err != nil {
		return workload.Result{}, err
	}
	if _, err := iteration.Hold(workload.PhaseDrained, l.observe); err != nil {
		return workload.Result{}, err
	}
	l.end()
	result := l.result(startNs)
	result.Measurements = workload.Measurements{
		{Name: "startNs", Value: float64(startNs)},
		{Name: "workNs", Value: float64(l.workNs())},
		{Name: "workCpuNs", Value: float64(cpuNs)},
		{Name: "unitNs", Value: unitNs},
		{Name: "outOfOrder", Value: float64(l.sink.outOfOrder)},
		{Name: "corrupt", Value: float64(l.sink.corrupt)},
		{Name: "peakInFlight", Value: float64(l.source.peakInFlight)},
		{Name: "workersUsed", Value: float64(l.sink.workersUsed())},
	}
	return result, nil
}

func (p program) measureLatency(
	session *workload.Session, iteration *workload.Iteration, l *line,
) workload.Result {
	startNs := p.startTimed(session, iteration, l)
	unitNs := l.unitNs()
	l.drain()
	l.end()
	result := l.result(startNs)
	result.Measurements = workload.Measurements{
		{Name: "unitNs", Value: unitNs},
		{Name: "outOfOrder", Value: float64(l.sink.outOfOrder)},
		{Name: "corrupt", Value: float64(l.sink.corrupt)},
		{Name: "workersUsed", Value: float64(l.sink.workersUsed())},
	}
	return result
}

func (l *line) result(startNs int64) workload.Result {
	checksum := strconv.FormatUint(l.sink.checksum, 10)
	return workload.Result{
		ElapsedNs: startNs + l.workNs(),
		Manifest: workload.Manifest{
			Created:   l.source.sent,
			Completed: l.sink.received,
			PeakAlive: l.source.peakInFlight,
			Messages:  hops * l.sink.received,
			Checksum:  &checksum,
		},
	}
}
