package main

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// pipe: two kernel threads, and a pipe for each direction.
func pipe(session *workload.Session) error {
	there, err := openPipe()
	if err != nil {
		return err
	}
	back, err := openPipe()
	if err != nil {
		return err
	}
	return run(session, handover.Program{
		Threads: handover.Blocked,
		NewPair: func() handover.Pair {
			return handover.Pair{
				First: func(last int64) handover.Tally {
					there.write(0)
					return exchangeByPipe(back, there, last)
				},
				Second: func(last int64) handover.Tally { return exchangeByPipe(there, back, last) },
			}
		},
	})
}

// tokenPipe is open as long as the process: a batch leaves it empty.
type tokenPipe struct{ readEnd, writeEnd int }

func openPipe() (tokenPipe, error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return tokenPipe{}, fmt.Errorf("open a pipe: %w", err)
	}
	return tokenPipe{readEnd: ends[0], writeEnd: ends[1]}, nil
}

// exchangeByPipe receives and passes on until the last token.
func exchangeByPipe(receive, send tokenPipe, last int64) handover.Tally {
	var tally handover.Tally
	for {
		token := receive.read()
		tally.Add(token)
		if token < last {
			send.write(token + 1)
		}
		if token+1 >= last {
			return tally
		}
	}
}

const tokenBytes = 8

// read blocks the thread until a token comes. The kernel never splits so few bytes.
func (p tokenPipe) read() int64 {
	var token int64
	for {
		count, _, errno := unix.RawSyscall(
			unix.SYS_READ, uintptr(p.readEnd), uintptr(unsafe.Pointer(&token)), tokenBytes)
		if errno == unix.EINTR { // a signal of the runtime's
			continue
		}
		if errno != 0 || count != tokenBytes {
			panic(fmt.Sprintf("read from a pipe: expected %d bytes, received %d, %v", tokenBytes, count, errno))
		}
		return token
	}
}

func (p tokenPipe) write(token int64) {
	for {
		count, _, errno := unix.RawSyscall(
			unix.SYS_WRITE, uintptr(p.writeEnd), uintptr(unsafe.Pointer(&token)), tokenBytes)
		if errno == unix.EINTR {
			continue
		}
		if errno != 0 || count != tokenBytes {
			panic(fmt.Sprintf("write to a pipe: expected %d bytes, wrote %d, %v", tokenBytes, count, errno))
		}
		return
	}
}
