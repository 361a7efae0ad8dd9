package handover

import (
	"errors"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// batch is what the two tasks of one batch leave behind. Nothing of it is touched between two hand-overs.
type batch struct {
	clock   workload.Clock
	counter *schedulings // nil: not counted
	last    int64        // the number on the token at the last hand-over

	created     int64
	arrived     atomic.Int64
	completed   atomic.Int64
	secondReady sync.WaitGroup
	tasks       sync.WaitGroup

	peakAlive     int64
	begin, end    edge
	first, second Tally
}

// edge is one end of the timed region.
type edge struct {
	atNs        int64
	switches    int64
	schedulings int64
	err         error
}

func newBatch(clock workload.Clock, counter *schedulings, handovers int64) *batch {
	b := &batch{clock: clock, counter: counter, last: handovers - 1}
	b.secondReady.Add(1)
	return b
}

// start creates one task.
func (b *batch) start(threads Threads, task func()) {
	b.created++
	b.tasks.Add(1)
	go func() {
		defer b.tasks.Done()
		if threads != Shared {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread() // the next batch takes the thread over
		}
		b.arrived.Add(1)
		task()
		b.completed.Add(1)
	}()
}

// runFirst opens the timed region as soon as the second task waits. Goroutines share the Ps: on one P the second has to
// wait before the first can run at all. A sleep would do harm there, since a task that waits by calling the scheduler
// would run that loop warm before the first batch. Threads that block in the kernel keep their Ps and run side by side,
// so that the second needs a moment to block. If it has not by then, one hand-over of the batch finds it awake.
func (b *batch) runFirst(first func(last int64) Tally, threads Threads) {
	const timeToBlock = time.Millisecond
	b.secondReady.Wait()
	if threads == Blocked {
		time.Sleep(timeToBlock)
	}
	b.peakAlive = b.arrived.Load() - b.completed.Load()
	if b.counter != nil {
		b.begin.schedulings = b.counter.read()
	}
	b.begin.switches, b.begin.err = workload.ContextSwitches()
	b.begin.atNs = b.clock.Now()
	b.first = first(b.last)
	b.close(b.first)
}

func (b *batch) runSecond(second func(last int64) Tally) {
	b.secondReady.Done()
	b.second = second(b.last)
	b.close(b.second)
}

// close ends the timed region if the caller is the one that has received the last token.
func (b *batch) close(tally Tally) {
	if tally.Latest != b.last {
		return
	}
	b.end.atNs = b.clock.Now()
	b.end.switches, b.end.err = workload.ContextSwitches()
	if b.counter != nil {
		b.end.schedulings = b.counter.read()
	}
}

// result is for when both tasks have ended.
func (b *batch) result() (workload.Result, error) {
	if err := errors.Join(b.begin.err, b.end.err); err != nil {
		return workload.Result{}, err
	}
	measurements := workload.Measurements{
		{Name: "contextSwitches", Value: float64(b.end.switches - b.begin.switches)},
	}
	if b.counter != nil {
		measurements = append(measurements, workload.Measurement{
			Name: "schedulings", Value: float64(b.end.schedulings - b.begin.schedulings),
		})
	}
	checksum := strconv.FormatInt(b.first.Sum+b.second.Sum, 10)
	return workload.Result{
		ElapsedNs: b.end.atNs - b.begin.atNs,
		Manifest: workload.Manifest{
			Created:   b.created,
			Completed: b.completed.Load(),
			PeakAlive: b.peakAlive,
			Messages:  b.first.Received + b.second.Received,
			Checksum:  &checksum,
		},
		Measurements: measurements,
	}, nil
}
