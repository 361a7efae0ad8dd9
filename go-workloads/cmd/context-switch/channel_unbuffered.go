package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// channelUnbuffered: a channel without a buffer for each direction.
func channelUnbuffered(session *workload.Session) error {
	return run(session, handover.Program{NewPair: newChannelPair(0)})
}

// newChannelPair gives what makes a pair of tasks with two channels of so many places.
func newChannelPair(places int) func() handover.Pair {
	return func() handover.Pair {
		there, back := make(chan int64, places), make(chan int64, places)
		return handover.Pair{
			First: func(last int64) handover.Tally {
				there <- 0
				return exchange(back, there, last)
			},
			Second: func(last int64) handover.Tally { return exchange(there, back, last) },
		}
	}
}

// exchange receives and passes on until the last token.
func exchange(receive <-chan int64, send chan<- int64, last int64) handover.Tally {
	var tally handover.Tally
	for {
		token := <-receive
		tally.Add(token)
		if token < last {
			send <- token + 1
		}
		if token+1 >= last {
			return tally
		}
	}
}
