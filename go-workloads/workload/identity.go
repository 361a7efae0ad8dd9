package workload

import (
	"fmt"
	"runtime"
	"strings"
)

// identity names the runtime whose mechanism the variant uses. A variant os/… uses the kernel's and only happens to be
// written in Go: its row carries the kernel's version.
func (s *Session) identity() (name, version string, err error) {
	if !strings.HasPrefix(s.Request.Variant, "os/") {
		return "go", strings.TrimPrefix(runtime.Version(), "go"), nil
	}
	release, err := kernelRelease()
	if err != nil {
		return "", "", fmt.Errorf("read the kernel's release: %w", err)
	}
	return "os", release, nil
}
