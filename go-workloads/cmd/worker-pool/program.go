package main

import (
	"runtime"
	"strconv"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// program is what differs between the variants.
type program struct {
	start      start
	atOnce     func(s settings) int64 // the most tasks that run at one time; nil where nothing bounds them
	submitters func(s settings) int64 // nil where one goroutine submits all tasks
}

func asManyAsWorkers(s settings) int64 { return s.workers }

func one(settings) int64 { return 1 }

func (p program) run(session *workload.Session) error {
	s, err := readSettings(session.Request.Parameters)
	if err != nil {
		return err
	}
	if session.Request.Probe == workload.ProbeMemory {
		return session.Run(func(iteration *workload.Iteration) (workload.Result, error) {
			return p.measure(session, iteration, &load{settings: s, counters: &counters{}})
		})
	}
	submittedNs := workload.Touched(int(s.tasks))
	submitToStart := session.Record("submit_to_start", int(s.tasks))
	submitToDone := session.Record("submit_to_done", int(s.tasks))
	return session.Run(func(iteration *workload.Iteration) (workload.Result, error) {
		return p.measure(session, iteration, &load{settings: s, counters: &counters{}, times: &times{
			clock:         session.Clock,
			submittedNs:   submittedNs,
			submitToStart: submitToStart.Slots(iteration),
			submitToDone:  submitToDone.Slots(iteration),
		}})
	})
}

// measure is the whole life of a pool. Two parts of it are timed: until the pool is ready, and from the first task to
// the last one's end.
func (p program) measure(
	session *workload.Session, iteration *workload.Iteration, l *load,
) (workload.Result, error) {
	beginNs := iteration.Begin()
	pool, err := p.start(l.settings, l.run)
	if err != nil {
		return workload.Result{}, err
	}
	startNs := session.Now() - beginNs

	var u unit
	if l.cost > 0 {
		u = unitOf(workload.MeasureUnits(p.parallel(l.settings)))
	}
	err = hold(session, iteration, workload.PhaseArmed, func() workload.Observation {
		return workload.Observation{Created: pool.started()}
	})
	if err != nil {
		return workload.Result{}, err
	}

	work, err := measureWork(session, func() error { return p.submitAll(pool, l) })
	if err != nil {
		return workload.Result{}, err
	}

	err = hold(session, iteration, workload.PhaseDrained, func() workload.Observation {
		return workload.Observation{Created: l.submitted, Completed: l.counters.completed()}
	})
	if err != nil {
		return workload.Result{}, err
	}
	if err := pool.stop(); err != nil {
		return workload.Result{}, err
	}
	return workload.Result{
		ElapsedNs:    startNs + work.ns,
		Manifest:     l.manifest(),
		Measurements: measurements(session.Request.Probe, startNs, work, u, l),
	}, nil
}

// parallel is how many tasks can compute at one time.
func (p program) parallel(s settings) int {
	processors := runtime.GOMAXPROCS(0)
	if p.atOnce == nil {
		return processors
	}
	return min(int(p.atOnce(s)), processors)
}

// hold passes over the phases of a latency sample, which is never read for its memory.
func hold(
	session *workload.Session, iteration *workload.Iteration, phase workload.Phase, observe func() workload.Observation,
) error {
	if session.Request.Probe == workload.ProbeLatency {
		return nil
	}
	_, err := iteration.Hold(phase, observe)
	return err
}

func (p program) submitAll(pool taskPool, l *load) error {
	submit := submitInOrder
	if p.submitters != nil {
		submit = drawnBy(p.submitters(l.settings))
	}
	if err := submit(pool, l); err != nil {
		return err
	}
	return pool.wait()
}

func (l *load) manifest() workload.Manifest {
	checksum := strconv.FormatInt(l.counters.checksum.Load(), 10)
	return workload.Manifest{
		Created:   l.submitted,
		Completed: l.counters.completed(),
		PeakAlive: l.peakInFlight,
		Checksum:  &checksum,
	}
}

func measurements(probe workload.Probe, startNs int64, work work, u unit, l *load) workload.Measurements {
	// 0 says that the row cannot tell how many workers had a task: a goroutine has no identity, so that a task does not
	// know which of them runs it.
	const workersUsed = 0
	peakRunning := float64(l.counters.peakRunning.Load())
	if probe == workload.ProbeLatency {
		return workload.Measurements{
			{Name: "unitNs", Value: u.ns},
			{Name: "peakRunning", Value: peakRunning},
			{Name: "workersUsed", Value: workersUsed},
		}
	}
	return workload.Measurements{
		{Name: "startNs", Value: float64(startNs)},
		{Name: "workNs", Value: float64(work.ns)},
		{Name: "workCpuNs", Value: float64(work.cpuNs)},
		{Name: "unitNs", Value: u.ns},
		{Name: "unitSpread", Value: u.spread},
		{Name: "peakRunning", Value: peakRunning},
		{Name: "workersUsed", Value: workersUsed},
	}
}
