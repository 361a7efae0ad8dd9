//go:build unix && !linux

package main

import (
	"errors"
	"syscall"
)

// processAttributes: the group is all that this system offers to find the tree again.
func processAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func adoptOrphans() error { return nil }

var errNotHere = errors.New("expected Linux: this system cannot do it from outside")

func withCPUs(cpus []int, run func() error) error {
	if len(cpus) > 0 {
		return &stageError{"cpus", errNotHere}
	}
	return run()
}

func limit(_ int, o options) error {
	switch {
	case o.dataLimit != nil:
		return &stageError{"data-limit", errNotHere}
	case o.oomScoreAdj != nil:
		return &stageError{"oom-score-adj", errNotHere}
	default:
		return nil
	}
}
