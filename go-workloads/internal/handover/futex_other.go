//go:build !linux

package handover

import "github.com/interleave-bench/interleave/go-workloads/workload"

// Futex fails: other systems have no futex.
func Futex(*workload.Session, int64) error { return NeedsLinux("os/futex") }
