package main

import (
	"strings"
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func TestTheSinkSeesWhatIsCorrupt(t *testing.T) {
	everyRow(t, func(t *testing.T, _ string, p program) {
		for _, payload := range []int64{8, 9, 64 << 10} {
			l := lineOf(p, settings{items: 100, workers: 2, payload: payload, batch: 3})
			work, damaged := l.work, int64(2)
			if p.copies {
				damaged = 3
			}
			l.work = func(worker int, item *slot) {
				work(worker, item)
				switch {
				case item.id == 3:
					item.bytes[0]++
				case item.id == 4:
					item.bytes[payload-1]++
				case item.id == 5 && p.copies: // a slot of the source's would stay cut
					item.bytes = item.bytes[:payload-1]
				}
			}
			runAll(p, l)
			if l.sink.corrupt != damaged {
				t.Errorf("payload %d: expected %d corrupt items, received %d", payload, damaged, l.sink.corrupt)
			}
		}
	})
}

// The third item of the first worker comes before its second; the second worker overtakes the first, which counts only
// where all items are to be in order.
func TestTheSinkSeesWhatIsOutOfOrder(t *testing.T) {
	for _, row := range []struct {
		program
		expected int64
	}{{channels(), 1}, {channelPerWorker(), 4}} {
		l := lineOf(row.program, settings{items: 5, workers: 2, payload: 8})
		for _, passed := range []struct {
			id     int64
			worker int
		}{{1, 0}, {0, 1}, {3, 0}, {2, 0}, {4, 1}} {
			item := l.next()
			item.stamp(passed.id)
			item.worker = passed.worker
			l.receive(item)
		}
		if l.sink.outOfOrder != row.expected {
			t.Errorf("expected %d items out of order, received %d", row.expected, l.sink.outOfOrder)
		}
	}
}

// Item 0 is one too, and a second item makes no second worker.
func TestTheSinkCountsTheWorkersWithAnItem(t *testing.T) {
	l := lineOf(channels(), settings{items: 5, workers: 4, payload: 8})
	for at, worker := range []int{2, 2, 0, 2, 3} {
		item := l.next()
		item.worker = worker
		l.receive(item)
		if want := []int64{1, 1, 2, 2, 3}[at]; l.sink.workersUsed() != want {
			t.Errorf("after %d items: expected %d workers, received %d", at+1, want, l.sink.workersUsed())
		}
	}
}

func TestTheRingRefusesMoreThanItsLength(t *testing.T) {
	r := newRing(2, 8)
	r.lend(0, 0)
	r.lend(1, 1)
	defer func() {
		message, _ := recover().(string)
		if !strings.Contains(message, "2 slots, and 3 items are in flight") {
			t.Errorf("expected a panic that names both, received %q", message)
		}
	}()
	r.lend(2, 0)
}

// A clock without an epoch stands still, at a time far from 0: what is left is the difference.
func TestEveryItemsTimeIsItsOwn(t *testing.T) {
	everyRow(t, func(t *testing.T, _ string, p program) {
		s := settings{items: 100, workers: 2, buffer: 1, payload: 8, batch: 3}
		endToEndNs := make([]int64, s.items)
		for id := range endToEndNs {
			endToEndNs[id] = -1
		}
		runAll(p, p.newLine(s, p.newRing(s), workload.Clock{}, endToEndNs))
		for id, ns := range endToEndNs {
			if ns != 0 {
				t.Errorf("item %d: expected 0 ns, received %d", id, ns)
			}
		}
	})
}
