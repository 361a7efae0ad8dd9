package main

import (
	"bytes"
	"encoding/binary"
)

// stampBytes is the least payload: the item's identity.
const stampBytes = 8

// cacheLine is that of most CPUs. Slots do not share one: neighbours in the ring are in the hands of different stages,
// and the figure would be the ring's layout.
const (
	cacheLine = 64
	ownBytes  = 48 // of a slot's fields, on 64-bit machines
)

// slot carries one item at a time. Stages pass the pointer, so that whoever holds it may write.
type slot struct {
	id     int64
	result uint32
	worker int
	bytes  []byte

	_ [cacheLine - ownBytes]byte
}

// stamp marks the payload's first and last bytes, so that the sink sees whether it is this item's, all of it.
func (s *slot) stamp(id int64) {
	s.id = id
	binary.LittleEndian.PutUint64(s.bytes, uint64(id))
	if len(s.bytes) > stampBytes {
		s.bytes[len(s.bytes)-1] = byte(id)
	}
}

// clone is a copy whose payload lies in memory of its own.
func (s *slot) clone() slot {
	copied := *s
	copied.bytes = bytes.Clone(s.bytes)
	return copied
}

// intact reads the stamp from the payload, which a copy may have cut.
func (s *slot) intact(payload int64) bool {
	if int64(len(s.bytes)) != payload || binary.LittleEndian.Uint64(s.bytes) != uint64(s.id) {
		return false
	}
	return len(s.bytes) == stampBytes || s.bytes[len(s.bytes)-1] == byte(s.id)
}
