//go:build !unix

package workload

import (
	"errors"
	"fmt"
)

// ContextSwitches fails: this system has no getrusage.
func ContextSwitches() (int64, error) {
	return 0, fmt.Errorf("read the context switches: %w", errors.ErrUnsupported)
}
