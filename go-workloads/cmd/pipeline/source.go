package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// source is what the first stage keeps. It counts an item as in flight from just before it offers it.
type source struct {
	ring  *ring
	clock workload.Clock
	items int64

	sent         int64
	place        int // of the next slot in the ring
	peakInFlight int64
	startNs      int64   // just before the first item
	offeredNs    []int64 // by item, just before it was offered; nil in a memory sample

	_ [cacheLine]byte // the sink writes its own counters at the same time
}

// next gives the next item to offer, nil after the last.
func (s *source) next() *slot {
	if s.sent == s.items {
		return nil
	}
	if s.sent == 0 {
		s.startNs = s.clock.Now()
	}
	id := s.sent
	item, inFlight := s.ring.lend(id, s.place)
	s.place = s.ring.after(s.place)
	s.sent++
	s.peakInFlight = max(s.peakInFlight, inFlight)
	item.stamp(id)
	if s.offeredNs != nil {
		s.offeredNs[id] = s.clock.Now()
	}
	return item
}
