package main

import (
	"runtime"
	"sync/atomic"

	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// gosched: a goroutine whose turn it is not goes to the end of the run queue. On one P that is one call a hand-over; on
// several the two goroutines may look at the token side by side, and it travels through memory.
func gosched(session *workload.Session) error {
	return run(session, handover.Program{NewPair: func() handover.Pair {
		token := newSharedToken()
		return handover.Pair{
			First: func(last int64) handover.Tally {
				token.number.Store(0)
				return token.exchange(firstsTurn, last)
			},
			Second: func(last int64) handover.Tally { return token.exchange(secondsTurn, last) },
		}
	}})
}

// Whose turn it is: the lowest bit of the token's number.
const (
	firstsTurn  = 1
	secondsTurn = 0
)

// sharedToken has a cache line for itself.
type sharedToken struct {
	number atomic.Int64
	_      [56]byte
}

// newSharedToken gives a token that is the first task's.
func newSharedToken() *sharedToken {
	token := new(sharedToken)
	token.number.Store(-1)
	return token
}

// exchange receives and passes on until the last token.
func (t *sharedToken) exchange(turn, last int64) handover.Tally {
	var tally handover.Tally
	for {
		number := t.number.Load()
		for number&1 != turn {
			runtime.Gosched()
			number = t.number.Load()
		}
		tally.Add(number)
		if number < last {
			t.number.Store(number + 1)
		}
		if number+1 >= last {
			return tally
		}
	}
}
