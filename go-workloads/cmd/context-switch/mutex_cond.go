package main

import (
	"sync"

	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// mutexCond: the token under a mutex, and a condition variable on which a task waits for its turn. One is enough for both,
// with Signal: the task whose turn it is does not wait, so that at most one does.
func mutexCond(session *workload.Session) error {
	return run(session, handover.Program{NewPair: func() handover.Pair {
		token := newGuardedToken()
		return handover.Pair{
			First: func(last int64) handover.Tally {
				token.passFirst()
				return token.exchange(firstsTurn, last)
			},
			Second: func(last int64) handover.Tally { return token.exchange(secondsTurn, last) },
		}
	}})
}

type guardedToken struct {
	mutex   sync.Mutex
	changed *sync.Cond
	number  int64 // its lowest bit says whose turn it is
}

// newGuardedToken gives a token that is the first task's.
func newGuardedToken() *guardedToken {
	token := &guardedToken{number: -1}
	token.changed = sync.NewCond(&token.mutex)
	return token
}

func (t *guardedToken) passFirst() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.number = 0
	t.changed.Signal()
}

// exchange receives and passes on until the last token. A turn takes the lock once, for both.
func (t *guardedToken) exchange(turn, last int64) handover.Tally {
	var tally handover.Tally
	for {
		t.mutex.Lock()
		for t.number&1 != turn {
			t.changed.Wait()
		}
		number := t.number
		if number < last {
			t.number = number + 1
			t.changed.Signal()
		}
		t.mutex.Unlock()
		tally.Add(number)
		if number+1 >= last {
			return tally
		}
	}
}
