package main

import (
	"errors"
	"syscall"
)

// usage is what the reaped processes cost together. The kernel counts in it also what each of them had reaped itself.
type usage struct {
	UserNs              int64 `json:"userNs"`
	SystemNs            int64 `json:"systemNs"`
	MinorFaults         int64 `json:"minorFaults"`
	MajorFaults         int64 `json:"majorFaults"`
	VoluntarySwitches   int64 `json:"voluntarySwitches"`
	InvoluntarySwitches int64 `json:"involuntarySwitches"`
}

func (u *usage) add(r syscall.Rusage) {
	u.UserNs += r.Utime.Nano()
	u.SystemNs += r.Stime.Nano()
	u.MinorFaults += int64(r.Minflt)
	u.MajorFaults += int64(r.Majflt)
	u.VoluntarySwitches += int64(r.Nvcsw)
	u.InvoluntarySwitches += int64(r.Nivcsw)
}

// reaped is one process that has ended.
type reaped struct {
	pid    int
	status syscall.WaitStatus
	usage  syscall.Rusage
}

// reap gives every child that ends, and closes the channel when there are no children: on Linux, where orphans fall to
// the launcher, the whole tree is then gone.
func reap() <-chan reaped {
	ends := make(chan reaped)
	go func() {
		defer close(ends)
		for {
			var end reaped
			var err error
			end.pid, err = syscall.Wait4(-1, &end.status, 0, &end.usage)
			switch {
			case err == nil:
				ends <- end
			case !errors.Is(err, syscall.EINTR):
				return
			}
		}
	}()
	return ends
}

func ownCPUNs() int64 {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0
	}
	return own.Utime.Nano() + own.Stime.Nano()
}
