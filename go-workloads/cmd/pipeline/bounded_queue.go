package main

import "sync"

// boundedQueue has so many places, and one more for each consumer that waits: what lies there is as good as in its
// hands. Without places an item therefore waits for a consumer, as at an unbuffered channel.
//
// It never holds more than places items beside one for each consumer that has none: the count only grows in put, up to
// places and those that wait, and a consumer stops waiting by taking one.
type boundedQueue struct {
	mutex    sync.Mutex
	notFull  sync.Cond
	notEmpty sync.Cond

	items   []*slot // a ring
	head    int
	count   int
	places  int
	waiting int // consumers
	closed  bool
}

// newBoundedQueue makes a queue for at most so many consumers.
func newBoundedQueue(places, consumers int64) *boundedQueue {
	q := &boundedQueue{items: make([]*slot, places+consumers), places: int(places)}
	q.notFull.L = &q.mutex
	q.notEmpty.L = &q.mutex
	return q
}

// put waits for a place or a consumer.
func (q *boundedQueue) put(item *slot) {
	q.mutex.Lock()
	for q.count >= q.places+q.waiting {
		q.notFull.Wait()
	}
	end := q.head + q.count
	if end >= len(q.items) {
		end -= len(q.items)
	}
	q.items[end] = item
	q.count++
	q.mutex.Unlock()
	q.notEmpty.Signal()
}

// take waits for an item, and gives nil when the queue is closed and empty.
func (q *boundedQueue) take() *slot {
	q.mutex.Lock()
	waited := q.count == 0 && !q.closed
	if waited {
		q.waiting++
		q.notFull.Signal()
		for q.count == 0 && !q.closed {
			q.notEmpty.Wait()
		}
		q.waiting--
	}
	if q.count == 0 {
		q.mutex.Unlock()
		return nil
	}
	item := q.items[q.head]
	if q.head++; q.head == len(q.items) {
		q.head = 0
	}
	q.count--
	q.mutex.Unlock()
	if !waited { // else the place was offered when the wait began, and is gone with it
		q.notFull.Signal()
	}
	return item
}

// close lets the consumers take what is left, and then no longer wait.
func (q *boundedQueue) close() {
	q.mutex.Lock()
	q.closed = true
	q.mutex.Unlock()
	q.notEmpty.Broadcast()
}
