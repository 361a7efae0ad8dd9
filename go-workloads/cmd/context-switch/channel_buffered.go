package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// channelBuffered: a channel with one place for each direction. A send never waits then, as only one token is about. On one
// P the place stays empty all the same: the receiver waits already, and a send hands its value to a waiting receiver past
// the buffer. On several, a sender whose receiver has not come to wait yet leaves the token there and goes on.
func channelBuffered(session *workload.Session) error {
	return run(session, handover.Program{NewPair: newChannelPair(1)})
}
