package main

import (
	"fmt"
	"sync/atomic"
)

// ring lends slots to the source and takes them back from the sink, so that passing an item allocates nothing.
//
// Slots come back by themselves and are not found by id modulo length: a bound on how many items are in flight bounds no
// distance between their identities. One worker can be held up with item 5 while the others pass ten thousand more.
//
// The order of return is a queue between two goroutines whose tail is the count of received items, which the source has
// to read anyway: no further atomic is needed. What the source reads at place sent modulo length, the sink wrote as it
// received item number sent less length; that is done once at most length items are in flight.
type ring struct {
	slots []slot
	free  []*slot
	_     [cacheLine]byte
	// received counts the items that the sink has done with. Only the sink writes it, so that it costs a store.
	received atomic.Int64
	_        [cacheLine]byte
}

// newRing gives a ring whose slots and payloads are resident.
func newRing(count, payload int64) *ring {
	const smallestPage = 4096
	stride := (payload + cacheLine - 1) / cacheLine * cacheLine
	bytes := make([]byte, count*stride)
	for at := 0; at < len(bytes); at += smallestPage {
		bytes[at] = 0
	}
	r := &ring{slots: make([]slot, count), free: make([]*slot, count)}
	for at := range r.slots {
		first := int64(at) * stride
		r.slots[at].bytes = bytes[first : first+payload : first+payload]
		r.free[at] = &r.slots[at]
	}
	return r
}

// reset starts a new count when all slots are back.
func (r *ring) reset() { r.received.Store(0) }

// lend gives a slot to the item that has sent items before it, and how many are in flight with it. The source alone
// calls it. In flight is no estimate: it grows only here, and received is read at one moment.
func (r *ring) lend(sent int64, place int) (item *slot, inFlight int64) {
	inFlight = sent + 1 - r.received.Load()
	if inFlight > int64(len(r.free)) {
		panic(fmt.Sprintf("the ring has %d slots, and %d items are in flight: the variant's bound is wrong",
			len(r.free), inFlight))
	}
	return r.free[place], inFlight
}

// takeBack is the sink's last act with an item. The count of those received must be raised after it, since that is what
// shows it to the source.
func (r *ring) takeBack(item *slot, place int) { r.free[place] = item }

// after gives the place behind: a division for every item would cost more than a buffered channel's lock.
func (r *ring) after(place int) int {
	if place++; place < len(r.free) {
		return place
	}
	return 0
}
