//go:build !linux

package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func futex(*workload.Session) error { return handover.NeedsLinux("os/futex") }
