package main

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// start runs the program with its mask and limits in force, on the calling thread. Its errors are *stageError.
// syscall.ForkExec gives the child the limit on open files that the launcher was started with; the Go runtime has
// raised the launcher's own.
func start(o options) (pid int, err error) {
	path, err := exec.LookPath(o.command[0])
	if err != nil {
		return 0, &stageError{"find", err}
	}
	if err := adoptOrphans(); err != nil {
		return 0, &stageError{"subreaper", err}
	}
	attributes := &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: []uintptr{0, 1, 2, 3},
		Sys:   processAttributes(),
	}
	err = withCPUs(o.cpus, func() (err error) {
		if pid, err = syscall.ForkExec(path, o.command, attributes); err != nil {
			return &stageError{"start", err}
		}
		return nil
	})
	if err == nil {
		err = limit(pid, o)
	}
	if err != nil && pid > 0 {
		killTree(pid)
	}
	return pid, err
}

// releaseStreams lets go of the workload's streams, or the harness would not see them end. /dev/null takes their
// numbers, so that nothing opened later does.
func releaseStreams() error {
	null, err := unix.Open(os.DevNull, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	for _, stream := range []int{0, 1, 3} {
		if err := unix.Dup2(null, stream); err != nil {
			return err
		}
		syscall.CloseOnExec(stream)
	}
	return unix.Close(null)
}
