package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/interleave-bench/interleave/go-workloads/internal/strictjson"
)

const controlDescriptor = 4

// control is the talk with the harness.
type control struct{ socket *os.File }

// terminate is the harness's only order. An end of the stream stands for itself: the harness is gone.
type terminate struct{ grace time.Duration }

type started struct {
	Type string `json:"type"`
	PID  int    `json:"pid"`
}

type ended struct {
	Type          string     `json:"type"`
	ExitCode      *int       `json:"exitCode"`
	Signal        *string    `json:"signal"`
	Usage         usage      `json:"usage"`
	LauncherCPUNs int64      `json:"launcherCpuNs"`
	Leftovers     []leftover `json:"leftovers"`
	Killed        bool       `json:"killed"`
	TimedOut      bool       `json:"timedOut"`
}

type leftover struct {
	PID     int    `json:"pid"`
	Command string `json:"command"`
}

type failed struct {
	Type  string `json:"type"`
	Stage string `json:"stage"`
	Error string `json:"error"`
}

// openControl makes sure that the workload never gets the socket: it would keep the harness waiting for its end.
func openControl() (*control, error) {
	for descriptor := range controlDescriptor {
		if _, err := unix.FcntlInt(uintptr(descriptor), unix.F_GETFD, 0); err != nil {
			return nil, fmt.Errorf("expected an open descriptor %d for the workload: %w", descriptor, err)
		}
	}
	if _, err := unix.GetsockoptInt(controlDescriptor, unix.SOL_SOCKET, unix.SO_TYPE); err != nil {
		return nil, fmt.Errorf("expected a socket to the harness on descriptor %d: %w", controlDescriptor, err)
	}
	syscall.CloseOnExec(controlDescriptor)
	return &control{os.NewFile(controlDescriptor, "control")}, nil
}

// send writes one line. An error means that the harness is gone.
func (c *control) send(report any) error {
	line, err := json.Marshal(report)
	if err != nil {
		return err
	}
	_, err = c.socket.Write(append(line, '\n'))
	return err
}

// orders gives the harness's orders one by one, and closes the channel after the last: failure then says whether the
// harness is gone (nil) or broke the contract. Before that it gives nil.
func (c *control) orders() (orders <-chan terminate, failure func() error) {
	received := make(chan terminate)
	broken := make(chan error, 1)
	go func() {
		defer close(received)
		reader := bufio.NewReader(c.socket)
		for {
			line, err := reader.ReadBytes('\n')
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
					broken <- err
				}
				return
			}
			order, err := decodeTerminate(line)
			if err != nil {
				broken <- err
				return
			}
			received <- order
		}
	}()
	return received, func() error {
		select {
		case err := <-broken:
			return err
		default:
			return nil
		}
	}
}

func decodeTerminate(line []byte) (terminate, error) {
	object, err := strictjson.Parse(line)
	if err != nil {
		return terminate{}, err
	}
	const longestMs = int64(24 * time.Hour / time.Millisecond)
	object.OneOf("type", "terminate")
	graceMs := object.Int("graceMs", 0, longestMs)
	return terminate{grace: time.Duration(graceMs) * time.Millisecond}, object.Close()
}
