package workload

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

const descriptorVariable = "INTERLEAVE_MESSAGE_FD"

// openMessages gives the stream for messages, and whether a harness listens on it. The variable is removed and the
// descriptor closed for programs that this one starts: a surviving child would else hold the stream open.
func openMessages() (messages io.Writer, harnessed bool, err error) {
	text, harnessed := os.LookupEnv(descriptorVariable)
	if !harnessed {
		return os.Stdout, false, nil
	}
	if err := os.Unsetenv(descriptorVariable); err != nil {
		return nil, true, fmt.Errorf("unset %s: %w", descriptorVariable, err)
	}
	descriptor, err := strconv.Atoi(text)
	if err != nil || descriptor < 0 {
		return nil, true, fmt.Errorf("%s: expected a descriptor's number, received %q", descriptorVariable, text)
	}
	if _, err := unix.FcntlInt(uintptr(descriptor), unix.F_GETFD, 0); err != nil {
		return nil, true, fmt.Errorf("%s: expected an open descriptor, received %d: %w", descriptorVariable, descriptor, err)
	}
	syscall.CloseOnExec(descriptor)
	return os.NewFile(uintptr(descriptor), "messages"), true, nil
}

// readLine gives one line without its line feed. A line that ends with the stream is no line: it was cut off.
func readLine(reader *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := reader.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > MaximumLineBytes:
			return nil, fmt.Errorf("expected a line of at most %d bytes, received more", MaximumLineBytes)
		case err == nil:
			return line[:len(line)-1], nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return nil, fmt.Errorf("expected a line that ends with a line feed, received %d bytes without one", len(line))
		default:
			return nil, err
		}
	}
}
