package main

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// blockThread blocks the calling thread in the kernel; time.Sleep would let it go. Darwin has no nanosleep as a system
// call, so select without descriptors stands in for it: it knows microseconds only, and does not tell what was left
// when a signal cut it short.
func blockThread(wait time.Duration) {
	deadline := time.Now().Add(wait)
	for rest := wait; rest > 0; rest = time.Until(deadline) {
		timeout := unix.NsecToTimeval(int64(rest + time.Microsecond - 1))
		if _, err := unix.Select(0, nil, nil, nil, &timeout); err != nil && !errors.Is(err, unix.EINTR) {
			panic(fmt.Sprintf("select %v: %v", wait, err))
		}
	}
}
