package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		// Even a launcher that is killed takes the workload with it.
		Pdeathsig: syscall.SIGKILL,
		// A group of its own: a Ctrl-C in the terminal reaches the harness alone, which ends the sample in good order.
		Setpgid: true,
	}
}

// adoptOrphans makes every process of the workload's tree that loses its parent a child of the launcher, whatever
// session or group it has fled to.
func adoptOrphans() error { return unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) }

// withCPUs calls run with the calling thread on these CPUs only, and sets the thread back. A mask set on the child
// would come too late: its runtime counts the CPUs in its first microseconds.
func withCPUs(cpus []int, run func() error) error {
	if len(cpus) == 0 {
		return run()
	}
	var before, wanted, got unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return &stageError{"cpus", err}
	}
	for _, cpu := range cpus {
		wanted.Set(cpu)
	}
	if err := unix.SchedSetaffinity(0, &wanted); err != nil {
		return &stageError{"cpus", err}
	}
	// The kernel silently leaves out what the machine or the cgroup does not allow. The launcher's own mask says nothing
	// about that: the harness has moved itself, and so the launcher, off the measured CPU.
	if err := unix.SchedGetaffinity(0, &got); err != nil {
		return &stageError{"cpus", err}
	}
	if got != wanted {
		unix.SchedSetaffinity(0, &before)
		return &stageError{"cpus", fmt.Errorf("expected CPUs that this machine lets a process use, received %v", cpus)}
	}
	err := run()
	if restore := unix.SchedSetaffinity(0, &before); err == nil && restore != nil {
		return &stageError{"cpus", restore}
	}
	return err
}

// limit sets what the child cannot inherit without the launcher suffering it too. A child that has already ended needs
// no limits.
func limit(pid int, o options) error {
	if o.dataLimit != nil {
		both := &unix.Rlimit{Cur: *o.dataLimit, Max: *o.dataLimit}
		if err := unix.Prlimit(pid, unix.RLIMIT_DATA, both, nil); err != nil && !errors.Is(err, unix.ESRCH) {
			return &stageError{"data-limit", err}
		}
	}
	if o.oomScoreAdj != nil {
		path := fmt.Sprintf("/proc/%d/oom_score_adj", pid)
		err := os.WriteFile(path, []byte(strconv.Itoa(*o.oomScoreAdj)), 0)
		// EINVAL is what the kernel says of a process that has ended and not been waited for.
		if err != nil && !errors.Is(err, unix.ESRCH) && !(errors.Is(err, unix.EINVAL) && hasEnded(pid)) {
			return &stageError{"oom-score-adj", err}
		}
	}
	return nil
}

func hasEnded(pid int) bool {
	p, ok := readProcess(pid)
	return !ok || !p.alive
}
