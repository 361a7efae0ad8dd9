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

// runAll passes all items.
func runAll(p program, l *line) {
	p.start(l)
	l.drain()
	l.end()
}

func lineOf(p program, s settings) *line {
	return p.newLine(s, p.newRing(s), workload.Clock{}, nil)
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

func everyRow(t *testing.T, test func(t *testing.T, name string, p program)) {
	for name, program := range programs() {
		t.Run(name, func(t *testing.T) { test(t, name, program) })
	}
}

// everyShape sets another batch only for the row that reads it.
func everyShape(t *testing.T, test func(t *testing.T, name string, p program, s settings)) {
	everyRow(t, func(t *testing.T, name string, p program) {
		batches := []int64{1}
		if name == "go/batches" {
			batches = []int64{1, 3, 16}
		}
		for _, buffer := range []int64{0, 1, 64} {
			for _, workers := range []int64{1, 3, 8} {
				for _, batch := range batches {
					s := settings{items: 2_000, workers: workers, buffer: buffer, payload: 16, batch: batch}
					t.Run(fmt.Sprintf("buffer %d, workers %d, batch %d", buffer, workers, batch), func(t *testing.T) {
						test(t, name, p, s)
					})
				}
			}
		}
	})
}

// inFlightAt is how many items the row holds when the sink stops with an item in its hands after it has counted so many.
func inFlightAt(name string, s settings, received int64) int64 {
	switch name {
	case "go/batches": // the sink has a batch, of which it has counted some
		places := s.buffer / s.batch
		return s.batch*(places+s.workers+places+2) - received%s.batch
	case "go/channel-per-worker": // the turn goes on past the workers with a place more, if it is with one of them
		held := 2 + s.workers*(2*(s.buffer/s.workers)+1)
		next := (received + 1) % s.workers
		return held + max(0, s.buffer%s.workers-next)
	default:
		return 2*s.buffer + s.workers + 2
	}
}

func TestAStoppedSinkStopsTheSourceAtTheBound(t *testing.T) {
	everyShape(t, func(t *testing.T, name string, p program, s settings) {
		// Every place in a round of all workers and in a batch.
		round := s.workers * s.batch
		most := int64(0)
		for stopsAt := 3 * round; stopsAt < 4*round; stopsAt++ {
			l := lineOf(p, s)
			offered := counted(l)
			open := make(chan struct{})
			receive := l.receive
			l.receive = func(item *slot) {
				if l.sink.received == stopsAt {
					<-open
				}
				receive(item)
			}
			p.start(l)
			close(l.begun)
			held := inFlightAt(name, s, stopsAt)
			most = max(most, held)
			expectStopsAt(t, offered, stopsAt+held)
			close(open)
			<-l.sink.drained
			l.end()
			if peak := l.source.peakInFlight; peak < held || peak > p.mostInFlight(s) {
				t.Errorf("stopped at %d: expected from %d to %d in flight, received %d", stopsAt, held, p.mostInFlight(s), peak)
			}
			expectClean(t, l)
		}
		if most != p.mostInFlight(s) {
			t.Errorf("expected a bound of %d, received %d", most, p.mostInFlight(s))
		}
	})
}

func TestStoppedWorkersStopTheSource(t *testing.T) {
	everyShape(t, func(t *testing.T, name string, p program, s settings) {
		l := lineOf(p, s)
		offered := counted(l)
		open := make(chan struct{})
		work := l.work
		l.work = func(worker int, item *slot) {
			<-open
			work(worker, item)
		}
		p.start(l)
		close(l.begun)
		expectStopsAt(t, offered, s.batch*(1+s.buffer/s.batch+s.workers))
		close(open)
		<-l.sink.drained
		l.end()
		if most := p.mostInFlight(s); l.source.peakInFlight > most {
			t.Errorf("expected at most %d in flight, received %d", most, l.source.peakInFlight)
		}
		expectClean(t, l)
	})
}

func TestASlowSinkAndSlowWorkersKeepTheBound(t *testing.T) {
	everyShape(t, func(t *testing.T, name string, p program, s settings) {
		for _, slowWorker := range []bool{false, true} {
			l := lineOf(p, s)
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
			runAll(p, l)
			if most := p.mostInFlight(s); l.source.peakInFlight > most {
				t.Errorf("expected at most %d in flight, received %d", most, l.source.peakInFlight)
			}
			expectClean(t, l)
		}
	})
}

// Where all workers take from one queue, nothing promises each of them an item. Here none goes on from its first before
// all have one.
func TestAllWorkersAreUsed(t *testing.T) {
	everyShape(t, func(t *testing.T, name string, p program, s settings) {
		l := lineOf(p, s)
		if used := l.sink.workersUsed(); used != 0 {
			t.Errorf("expected no worker before the first item, received %d", used)
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
		runAll(p, l)
		if used := l.sink.workersUsed(); used != l.workers {
			t.Errorf("expected %d workers, received %d", l.workers, used)
		}
		expectClean(t, l)
	})
}

func expectGlobalOrder(t *testing.T, l *line) {
	receive, expected := l.receive, int64(0)
	l.receive = func(item *slot) {
		if item.id != expected {
			t.Errorf("expected item %d, received %d", expected, item.id)
		}
		expected++
		receive(item)
	}
}

func TestOneWorkerKeepsTheOrder(t *testing.T) {
	everyShape(t, func(t *testing.T, name string, p program, s settings) {
		s.workers = 1
		l := lineOf(p, s)
		expectGlobalOrder(t, l)
		runAll(p, l)
		expectClean(t, l)
	})
}

// The first worker keeps its first item until the others can do no more. Rows without a promise then receive others
// before it, and the one with a promise does not.
func TestOnlyTheRowInTurnKeepsTheOrderOfAllWorkers(t *testing.T) {
	s := settings{items: 600, workers: 4, buffer: 5, payload: 8, batch: 1}
	everyRow(t, func(t *testing.T, name string, p program) {
		l := lineOf(p, s)
		offered := counted(l)
		late := make(chan struct{})
		work := l.work
		l.work = func(worker int, item *slot) {
			if item.id == 0 {
				<-late
			}
			work(worker, item)
		}
		if p.inOrder {
			expectGlobalOrder(t, l)
		}
		receive, first := l.receive, int64(-1)
		l.receive = func(item *slot) {
			if first == -1 {
				first = item.id
			}
			receive(item)
		}
		p.start(l)
		close(l.begun)
		if p.inOrder {
			// The first worker has one in its hands and 2 that wait, each of the others 1 in each of its three places.
			expectStopsAt(t, offered, 3+3*3+1)
		} else {
			for offered.Load() < s.items {
				runtime.Gosched()
			}
		}
		close(late)
		<-l.sink.drained
		l.end()
		if (first == 0) != p.inOrder {
			t.Errorf("received item %d first", first)
		}
		expectClean(t, l)
	})
}

// A slot found by id modulo the ring's length would be written again while the first worker still has it.
func TestAnItemLeftFarBehindKeepsItsSlot(t *testing.T) {
	everyRow(t, func(t *testing.T, name string, p program) {
		if p.inOrder { // in turn, no item can be left behind
			return
		}
		for _, payload := range []int64{8, 64 << 10} {
			s := settings{items: 2_000, workers: 2, buffer: 1, payload: payload, batch: 1}
			l := lineOf(p, s)
			othersPassed := make(chan struct{})
			work, receive := l.work, l.receive
			l.work = func(worker int, item *slot) {
				if item.id == 0 {
					<-othersPassed
					if item.id != 0 || !item.intact(payload) {
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
			runAll(p, l)
			expectClean(t, l)
		}
	})
}

func TestTheRingServesOneIterationAfterAnother(t *testing.T) {
	everyRow(t, func(t *testing.T, name string, p program) {
		s := settings{items: 1_001, workers: 3, buffer: 1, payload: 9, batch: 4}
		r := p.newRing(s)
		own := map[*slot]bool{}
		for at := range r.slots {
			own[&r.slots[at]] = true
		}
		for range 5 {
			l := p.newLine(s, r, workload.Clock{}, nil)
			runAll(p, l)
			expectClean(t, l)
			free := map[*slot]bool{}
			for _, item := range r.free {
				if own[item] {
					free[item] = true
				}
			}
			if len(free) != len(r.slots) {
				t.Fatalf("expected all %d slots back, received %d", len(r.slots), len(free))
			}
		}
	})
}

// While the sink stands still, what has been sent is damaged: by the source as it offers another item, or by each worker
// as it has another. Rows that pass references cannot hide it, which shows that the test sees what is no copy.
func TestOnlyCopiesOutliveTheirOriginals(t *testing.T) {
	everyRow(t, func(t *testing.T, name string, p program) {
		for _, damagedBy := range []string{"source", "workers"} {
			s := settings{items: 500, workers: 2, buffer: 4, payload: 9, batch: 1}
			l := lineOf(p, s)
			open := make(chan struct{})
			var damaging sync.Mutex
			stopped := true
			damage := func(item []byte) {
				damaging.Lock()
				defer damaging.Unlock()
				if item != nil && stopped {
					item[len(item)-1] ^= 0xff
				}
			}
			next, work, receive := l.next, l.work, l.receive
			if damagedBy == "source" {
				var sent []byte
				l.next = func() *slot {
					damage(sent)
					item := next()
					if item != nil {
						sent = item.bytes
					}
					return item
				}
			} else {
				had := make([][]byte, s.workers)
				l.work = func(worker int, item *slot) {
					damage(had[worker])
					had[worker] = item.bytes
					work(worker, item)
				}
			}
			l.receive = func(item *slot) {
				<-open
				receive(item)
			}
			offered := counted(l)
			p.start(l)
			close(l.begun)
			expectStopsAt(t, offered, p.mostInFlight(s))
			damaging.Lock()
			stopped = false
			damaging.Unlock()
			close(open)
			<-l.sink.drained
			l.end()
			if (l.sink.corrupt == 0) != p.copies {
				t.Errorf("damaged by the %s: received %d corrupt items", damagedBy, l.sink.corrupt)
			}
		}
	})
}
