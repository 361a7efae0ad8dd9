package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// lockedThreads: the channels of channelUnbuffered between goroutines that have a kernel thread each. A thread that is
// locked runs no scheduler for others: the runtime needs a third one, which takes the P over and hands it on.
func lockedThreads(session *workload.Session) error {
	return run(session, handover.Program{Threads: handover.Locked, NewPair: newChannelPair(0)})
}
