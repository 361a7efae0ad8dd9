package main

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// blockThread blocks the calling thread in the kernel; time.Sleep would let it go. A signal cuts the call short, and
// the rest is waited for.
func blockThread(wait time.Duration) {
	rest := unix.NsecToTimespec(int64(max(wait, 0)))
	for {
		request := rest
		err := unix.Nanosleep(&request, &rest)
		if err == nil {
			return
		}
		if !errors.Is(err, unix.EINTR) {
			// The kernel refuses only a time that is no time. Going on would make the task's wait a lie.
			panic(fmt.Sprintf("nanosleep %v: %v", wait, err))
		}
	}
}
