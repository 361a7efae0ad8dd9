//go:build !unix

package workload

import "errors"

// CPUTime needs getrusage.
func CPUTime() (int64, error) { return 0, errors.ErrUnsupported }
