package main

import (
	"sync"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// line is what the stages of one iteration share.
type line struct {
	settings
	source *source
	sink   *sink

	// What the stages do with an item. They are values, so that a test can slow one down.
	next    func() *slot
	work    func(worker int, item *slot)
	receive func(item *slot)

	standing sync.WaitGroup // stages that have not begun to run
	running  sync.WaitGroup // stages that have not ended
	begun    chan struct{}  // closed when the source may offer
	ended    chan struct{}  // closed when the stages may end
}

// newLine makes a line without stages. endToEndNs has a place for every item, or is nil in a memory sample.
func (p program) newLine(s settings, r *ring, clock workload.Clock, endToEndNs []int64) *line {
	r.reset()
	l := &line{
		settings: s,
		source:   &source{ring: r, clock: clock, items: s.items, offeredNs: endToEndNs},
		sink: &sink{
			ring: r, clock: clock, items: s.items, payload: s.payload, inOrder: p.inOrder, copies: p.copies,
			endToEndNs: endToEndNs, lastIDs: make([]int64, s.workers), drained: make(chan struct{}),
		},
		begun: make(chan struct{}),
		ended: make(chan struct{}),
	}
	l.next, l.work, l.receive = l.source.next, l.workOn, l.sink.receive
	for worker := range l.sink.lastIDs {
		l.sink.lastIDs[worker] = -1
	}
	if s.items == 0 {
		close(l.sink.drained)
	}
	return l
}

// stage starts a goroutine of the pipeline.
func (l *line) stage(run func()) {
	l.standing.Add(1)
	l.running.Add(1)
	go func() {
		l.standing.Done()
		run()
		l.running.Done()
	}()
}

// workOn is the worker's part of an item.
func (l *line) workOn(worker int, item *slot) {
	item.result = workload.Spin(uint32(item.id%64)+1, l.cost)
	item.worker = worker
}

// drain lets the source offer, and returns when the sink has received all.
func (l *line) drain() {
	close(l.begun)
	<-l.sink.drained
}

// drainMeasured is drain, and gives the CPU time of all threads meanwhile.
func (l *line) drainMeasured() (int64, error) {
	beforeNs, err := workload.CPUTime()
	if err != nil {
		return 0, err
	}
	l.drain()
	afterNs, err := workload.CPUTime()
	return afterNs - beforeNs, err
}

// unitNs is how long a CPU unit takes here, 0 where no item costs one.
func (l *line) unitNs() float64 {
	if l.cost == 0 {
		return 0
	}
	return medianUnitNs(l.workers)
}

// end lets the stages end, and returns when they have.
func (l *line) end() {
	close(l.ended)
	l.running.Wait()
}

// workNs is the time from the first item offered to the last received, 0 without items.
func (l *line) workNs() int64 {
	if l.items == 0 {
		return 0
	}
	return l.sink.endNs - l.source.startNs
}

func (l *line) observe() workload.Observation {
	return workload.Observation{Created: l.source.sent, Completed: l.sink.received}
}
