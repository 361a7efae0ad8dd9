package main

import (
	"runtime"
	"sync/atomic"
	"testing"
)

// putAll puts the items one after the other, and counts those that have found a place.
func putAll(q *boundedQueue, items []slot) *atomic.Int64 {
	var placed atomic.Int64
	go func() {
		for at := range items {
			q.put(&items[at])
			placed.Add(1)
		}
		q.close()
	}()
	return &placed
}

func TestAQueueHoldsAsManyAsItHasPlacesAndKeepsTheirOrder(t *testing.T) {
	for _, places := range []int64{0, 1, 2, 64} {
		items := make([]slot, 200)
		q := newBoundedQueue(places, 1)
		placed := putAll(q, items)
		expectStopsAt(t, placed, places)
		for at := range items {
			if item := q.take(); item != &items[at] {
				t.Fatalf("%d places: expected item %d, received another", places, at)
			}
			expected := min(int64(at)+1+places, int64(len(items)))
			for placed.Load() < expected {
				runtime.Gosched()
			}
			if received := placed.Load(); received != expected {
				t.Fatalf("%d places, %d items taken: expected %d placed, received %d", places, at+1, expected, received)
			}
		}
		for range 2 {
			if q.take() != nil {
				t.Errorf("%d places: expected nothing from a closed queue", places)
			}
		}
	}
}

func TestAClosedQueueLetsEveryConsumerGo(t *testing.T) {
	const consumers = 5
	q := newBoundedQueue(0, consumers)
	gone := make(chan *slot)
	for range consumers {
		go func() { gone <- q.take() }()
	}
	for all := false; !all; runtime.Gosched() {
		q.mutex.Lock()
		all = q.waiting == consumers
		q.mutex.Unlock()
	}
	q.close()
	for range consumers {
		if item := <-gone; item != nil {
			t.Errorf("expected nothing, received %+v", item)
		}
	}
}
