package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func channelLine(s settings) *line {
	return newLine(s, newRing(ringFactor*mostInChannels(s), s.payload), workload.Clock{}, nil)
}

// runChannels passes all items.
func runChannels(l *line) {
	startChannels(l)
	l.drain()
	l.end()
}

func expectClean(t *testing.T, l *line) {
	t.Helper()
	received := fmt.Sprint(l.sink.checksum)
	if l.sink.corrupt != 0 || l.sink.outOfOrder != 0 || received != checksum(l.settings) {
		t.Errorf("expected checksum %s, received %s, %d corrupt, %d out of order",
			checksum(l.settings), received, l.sink.corrupt, l.sink.outOfOrder)
	}
}

// counted lets the test see how many items the source has begun to offer.
func counted(l *line) *atomic.Int64 {
	var offered atomic.Int64
	next := l.next
	l.next = func() *slot {
		item := next()
		if item != nil {
			offered.Add(1)
		}
		return item
	}
	return &offered
}

// expectStopsAt waits until so many items have been offered, and a little longer to see that no more are. A pipeline
// that holds fewer hangs here, and the test's own time limit tells.
func expectStopsAt(t *testing.T, offered *atomic.Int64, count int64) {
	t.Helper()
	for offered.Load() < count {
		runtime.Gosched()
	}
	time.Sleep(5 * time.Millisecond)
	if received := offered.Load(); received != count {
		t.Errorf("expected the source to stop at %d items, received %d", count, received)
	}
}

func everyShape(t *testing.T, test func(t *testing.T, s settings)) {
	for _, buffer := range []int64{0, 1, 64} {
		for _, workers := range []int64{1, 4} {
			s := settings{items: 2_000, workers: workers, buffer: buffer, payload: 16}
			t.Run(fmt.Sprintf("buffer %d, workers %d", buffer, workers), func(t *testing.T) { test(t, s) })
		}
	}
}

func TestAStoppedSinkStopsTheSourceAtTheBound(t *testing.T) {
	everyShape(t, func(t *testing.T, s settings) {
		l := channelLine(s)
		offered := counted(l)
		open := make(chan struct{})
		receive := l.receive
		l.receive = func(item *slot) {
			<-open
			receive(item)
		}
		startChannels(l)
		close(l.begun)
		expectStopsAt(t, offered, 2*s.buffer+s.workers+2)
		close(open)
		<-l.sink.drained
		l.end()
		if most := 2*s.buffer + s.workers + 2; l.source.peakInFlight != most {
			t.Errorf("expected a peak of %d in flight, received %d", most, l.source.peakInFlight)
		}
		expectClean(t, l)
	})
}

func TestStoppedWorkersStopTheSource(t *testing.T) {
	everyShape(t, func(t *testing.T, s settings) {
		l := channelLine(s)
		offered := counted(l)
		open := make(chan struct{})
		work := l.work
		l.work = func(worker int, item *slot) {
			<-open
			work(worker, item)
		}
		startChannels(l)
		close(l.begun)
		expectStopsAt(t, offered, 1+s.buffer+s.workers)
		close(open)
		<-l.sink.drained
		l.end()
		if most := 2*s.buffer + s.workers + 2; l.source.peakInFlight > most {
			t.Errorf("expected at most %d in flight, received %d", most, l.source.peakInFlight)
		}
		expectClean(t, l)
	})
}

func TestASlowSinkAndSlowWorkersKeepTheBound(t *testing.T) {
	everyShape(t, func(t *testing.T, s settings) {
		for _, slowWorker := range []bool{false, true} {
			l := channelLine(s)
			receive, work := l.receive, l.work
			if slowWorker {
				l.work = func(worker int, item *slot) {
					runtime.Gosched()
					work(worker, item)
				}
			} else {
				l.receive = func(item *slot) {
					runtime.Gosched()
					receive(item)
				}
			}
			runChannels(l)
			if most := 2*s.buffer + s.workers + 2; l.source.peakInFlight > most {
				t.Errorf("expected at most %d in flight, received %d", most, l.source.peakInFlight)
			}
			expectClean(t, l)
		}
	})
}

// The channels alone promise no worker an item. Here none goes on from its first before all have one.
func TestAllWorkersAreUsed(t *testing.T) {
	for _, buffer := range []int64{0, 1, 64} {
		l := channelLine(settings{items: 3_000, workers: 4, buffer: buffer, payload: 8})
		if used := l.sink.workersUsed(); used != 0 {
			t.Errorf("buffer %d: expected no worker before the first item, received %d", buffer, used)
		}
		var waiting sync.WaitGroup
		waiting.Add(int(l.workers))
		had := make([]bool, l.workers)
		work := l.work
		l.work = func(worker int, item *slot) {
			if !had[worker] {
				had[worker] = true
				waiting.Done()
				waiting.Wait()
			}
			work(worker, item)
		}
		runChannels(l)
		if used := l.sink.workersUsed(); used != l.workers {
			t.Errorf("buffer %d: expected %d workers, received %d", buffer, l.workers, used)
		}
		expectClean(t, l)
	}
}

func TestOneWorkerKeepsTheOrder(t *testing.T) {
	for _, buffer := range []int64{0, 1, 64} {
		l := channelLine(settings{items: 2_000, workers: 1, buffer: buffer, payload: 8})
		receive, expected := l.receive, int64(0)
		l.receive = func(item *slot) {
			if item.id != expected {
				t.Errorf("buffer %d: expected item %d, received %d", buffer, expected, item.id)
			}
			expected++
			receive(item)
		}
		runChannels(l)
		expectClean(t, l)
	}
}

// A slot found by id modulo the ring's length would be written again while the first worker still has it.
func TestAnItemLeftFarBehindKeepsItsSlot(t *testing.T) {
	for _, payload := range []int64{8, 64 << 10} {
		l := channelLine(settings{items: 5_000, workers: 2, buffer: 1, payload: payload})
		othersPassed := make(chan struct{})
		work, receive := l.work, l.receive
		l.work = func(worker int, item *slot) {
			if item.id == 0 {
				<-othersPassed
				if item.id != 0 || !item.intact() {
					t.Errorf("payload %d: item 0 became %d", payload, item.id)
				}
			}
			work(worker, item)
		}
		l.receive = func(item *slot) {
			receive(item)
			if l.sink.received == l.items-1 {
				close(othersPassed)
			}
		}
		runChannels(l)
		expectClean(t, l)
	}
}

func TestTheRingServesOneIterationAfterAnother(t *testing.T) {
	s := settings{items: 1_001, workers: 3, buffer: 1, payload: 9}
	r := newRing(ringFactor*mostInChannels(s), s.payload)
	for range 5 {
		l := newLine(s, r, workload.Clock{}, nil)
		runChannels(l)
		expectClean(t, l)
		free := map[*slot]bool{}
		for _, item := range r.free {
			free[item] = true
		}
		if len(free) != len(r.slots) {
			t.Fatalf("expected all %d slots back, received %d", len(r.slots), len(free))
		}
	}
}
