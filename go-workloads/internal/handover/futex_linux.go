package handover

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// Futex serves the session with the tasks of NewFutexPair, and counts no schedulings.
func Futex(session *workload.Session, handovers int64) error {
	return Program{Threads: Blocked, NewPair: NewFutexPair}.Run(session, handovers)
}

// NewFutexPair: a word in memory on which the kernel lets one thread wait until the other wakes it. Its tasks block.
func NewFutexPair() Pair {
	word := new(futexWord)
	return Pair{
		First: func(last int64) Tally {
			word.pass(0)
			return word.exchange(firstsTurn, last)
		},
		Second: func(last int64) Tally { return word.exchange(secondsTurn, last) },
	}
}

// Whose turn it is: the lowest bit of the word.
const (
	firstsTurn  = 0
	secondsTurn = 1
)

// futexWord is the number on the token plus one, so that the word is the first task's at 0 already. It has a cache line
// for itself.
type futexWord struct {
	value atomic.Uint32
	_     [60]byte
}

// exchange receives and passes on until the last token.
func (w *futexWord) exchange(turn uint32, last int64) Tally {
	var tally Tally
	for {
		token := w.await(turn)
		tally.Add(token)
		if token < last {
			w.pass(token + 1)
		}
		if token+1 >= last {
			return tally
		}
	}
}

// The operations of futex(2), from linux/futex.h; private means that no other process maps the word.
const (
	futexPrivate = 128
	futexWait    = 0 | futexPrivate
	futexWake    = 1 | futexPrivate
)

// await blocks the thread until it is the caller's turn. Each return of the kernel is only a reason to look again: the
// word may have changed before the thread slept (EAGAIN), or the runtime has sent a signal (EINTR).
func (w *futexWord) await(turn uint32) int64 {
	for {
		value := w.value.Load()
		if value&1 == turn {
			return int64(value) - 1
		}
		_, _, errno := unix.RawSyscall6(
			unix.SYS_FUTEX, uintptr(unsafe.Pointer(&w.value)), futexWait, uintptr(value), 0, 0, 0)
		if errno != 0 && errno != unix.EAGAIN && errno != unix.EINTR {
			panic(fmt.Sprintf("futex wait: %v", errno))
		}
	}
}

// pass gives the token to the other task and wakes it.
func (w *futexWord) pass(token int64) {
	w.value.Store(uint32(token + 1))
	w.wake()
}

func (w *futexWord) wake() {
	_, _, errno := unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(&w.value)), futexWake, 1, 0, 0, 0)
	if errno != 0 {
		panic(fmt.Sprintf("futex wake: %v", errno))
	}
}
