//go:build unix

package workload

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// ContextSwitches gives how often a thread of this process, any of them, has left a CPU since the process began, of its
// own accord or not: the kernel's own count, from getrusage. The call lets no other goroutine run.
func ContextSwitches() (int64, error) {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return 0, fmt.Errorf("read the context switches: getrusage: %w", err)
	}
	return int64(usage.Nvcsw) + int64(usage.Nivcsw), nil
}
