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
	// last: the launcher has no child any more. On Linux, where orphans fall to the launcher, the whole tree is then gone.
	last bool
}

// reap gives every child that ends, and closes the channel when there are no children.
func reap() <-chan reaped {
	ends := make(chan reaped)
	go func() {
		defer close(ends)
		end, err := wait(0)
		for err == nil {
			// Asked before this end is told: whoever hears of the last one need not search the process table, which takes
			// milliseconds on a machine with some hundred processes.
			next, nextErr := wait(syscall.WNOHANG)
			end.last = errors.Is(nextErr, syscall.ECHILD)
			ends <- end
			if nextErr == nil && next.pid == 0 {
				next, nextErr = wait(0)
			}
			end, err = next, nextErr
		}
	}()
	return ends
}

// wait gives a child that has ended; with WNOHANG, pid 0 means that there are only living ones. ECHILD: there are none.
func wait(options int) (end reaped, err error) {
	for {
		end.pid, err = syscall.Wait4(-1, &end.status, options, &end.usage)
		if !errors.Is(err, syscall.EINTR) {
			return end, err
		}
	}
}

func ownCPUNs() int64 {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0
	}
	return own.Utime.Nano() + own.Stime.Nano()
}
