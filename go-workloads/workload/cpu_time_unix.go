//go:build unix

package workload

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// CPUTime gives the CPU time that all threads of this process have used, user and system, in nanoseconds.
func CPUTime() (int64, error) {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return 0, fmt.Errorf("getrusage: %w", err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano(), nil
}
