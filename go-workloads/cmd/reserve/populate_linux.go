package main

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// populate makes the whole chunk resident, in small pages: let go of, a huge page would be split or reused as a whole,
// and the state that a sample finds would depend on which.
func populate(chunk []byte) error {
	// EINVAL: this kernel has no huge pages to refuse.
	if err := unix.Madvise(chunk, unix.MADV_NOHUGEPAGE); err != nil && !errors.Is(err, unix.EINVAL) {
		return err
	}
	err := unix.Madvise(chunk, unix.MADV_POPULATE_WRITE)
	for errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN) {
		err = unix.Madvise(chunk, unix.MADV_POPULATE_WRITE)
	}
	if errors.Is(err, unix.EINVAL) { // Linux before 5.14
		touch(chunk)
		return nil
	}
	return err
}

// offerToKernel makes this process the first that the kernel ends when memory is short: what it holds is of no use to
// anybody then. A kernel that refuses leaves things as they were.
func offerToKernel() { _ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0) }
