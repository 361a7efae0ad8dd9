package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// sink is what the last stage keeps.
type sink struct {
	ring    *ring
	clock   workload.Clock
	items   int64
	payload int64
	inOrder bool // all items, not only those of each worker
	copies  bool // the ring's slots stay with the source

	received   int64
	place      int // of the next slot to come back to the ring
	checksum   uint64
	corrupt    int64
	outOfOrder int64
	lastIDs    []int64 // by worker; -1 before its first item
	endNs      int64   // when the last item had been received
	// endToEndNs holds, by item, when the source offered it, and then how long it took; nil in a memory sample.
	endToEndNs []int64
	drained    chan struct{} // closed after the last item

	_ [cacheLine]byte
}

// receive checks the item, gives its slot back unless it is a copy, and counts it.
func (s *sink) receive(item *slot) {
	if s.endToEndNs != nil {
		s.endToEndNs[item.id] = s.clock.Now() - s.endToEndNs[item.id]
	}
	if !item.intact(s.payload) {
		s.corrupt++
	}
	if item.id <= s.lastIDs[item.worker] || s.inOrder && item.id != s.received {
		s.outOfOrder++
	}
	s.lastIDs[item.worker] = item.id
	s.checksum += uint64(item.id) + uint64(item.result)
	s.received++
	if !s.copies {
		s.ring.takeBack(item, s.place)
		s.place = s.ring.after(s.place)
	}
	s.ring.received.Store(s.received)
	if s.received == s.items {
		s.endNs = s.clock.Now()
		close(s.drained)
	}
}

// workersUsed counts the workers that had at least one item. Calling it afterwards costs the items nothing.
func (s *sink) workersUsed() int64 {
	used := int64(0)
	for _, lastID := range s.lastIDs {
		if lastID != -1 {
			used++
		}
	}
	return used
}
