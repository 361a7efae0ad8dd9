//go:build !unix

package workload

import "errors"

func kernelRelease() (string, error) { return "", errors.ErrUnsupported }
