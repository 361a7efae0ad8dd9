//go:build !linux

package handover

import (
	"fmt"
	"runtime"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// NeedsLinux is the failure of a variant on a system without its mechanism.
func NeedsLinux(variant string) error {
	return &workload.Failure{
		Reason: "needs-linux",
		Cause:  fmt.Errorf("%s needs Linux, this is %s", variant, runtime.GOOS),
	}
}
