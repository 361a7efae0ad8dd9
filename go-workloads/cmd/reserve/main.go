// Command reserve holds touched memory and lets go of it on demand, so that every sample starts with the machine's
// memory in one state. A virtual machine hands pages that lie free for some seconds back to its host, and touching them
// again costs several times as much as touching pages that another process has just let go of.
//
// Requests are lines on stdin, each answered by a line on stdout:
//
//	{"type":"hold","bytes":N}     hold at least N bytes; what is held already counts
//	{"type":"release","bytes":N}  let go of at least N bytes, or of all
//	{"type":"held","bytes":N,"populateNs":T}
//
// Memory comes and goes in whole chunks of 4 MiB: what a small sample lets go, beyond its need, would only have to be
// touched again after it. The end of stdin ends the process with exit 0.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/interleave-bench/interleave/go-workloads/internal/strictjson"
)

const (
	exitDone      = 0
	exitNoMemory  = 1
	exitBadInput  = 64
	chunkBytes    = 4 << 20
	longestBuffer = 4096 // a request is far shorter
)

type held struct {
	Type       string `json:"type"`
	Bytes      int64  `json:"bytes"`
	PopulateNs int64  `json:"populateNs"`
}

func main() {
	// A Ctrl-C reaches the whole foreground group, but the harness still needs its memory back in good order; the end of
	// stdin is the only end.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	offerToKernel()
	os.Exit(serve(os.Stdin, os.Stdout, os.Stderr))
}

func serve(stdin io.Reader, stdout, stderr io.Writer) int {
	var memory reserve
	lines := bufio.NewScanner(stdin)
	lines.Buffer(nil, longestBuffer)
	for lines.Scan() {
		populateNs, err := obey(&memory, lines.Bytes())
		if err != nil {
			fmt.Fprintln(stderr, err)
			var bad *requestError
			if errors.As(err, &bad) {
				return exitBadInput
			}
			return exitNoMemory
		}
		reply, err := json.Marshal(held{Type: "held", Bytes: memory.bytes(), PopulateNs: populateNs})
		if err == nil {
			_, err = stdout.Write(append(reply, '\n'))
		}
		if err != nil {
			return exitDone // nobody is there for whom to hold anything
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintf(stderr, "expected lines of at most %d bytes: %v\n", longestBuffer, err)
		return exitBadInput
	}
	return exitDone
}

// requestError means a line that is no request.
type requestError struct{ cause error }

func (e *requestError) Error() string { return "bad request: " + e.cause.Error() }

func (e *requestError) Unwrap() error { return e.cause }

func obey(memory *reserve, line []byte) (populateNs int64, err error) {
	object, err := strictjson.Parse(line)
	if err != nil {
		return 0, &requestError{err}
	}
	verb, bytes := object.OneOf("type", "hold", "release"), object.Count("bytes")
	if err := object.Close(); err != nil {
		return 0, &requestError{err}
	}
	if verb == "release" {
		return 0, memory.release(bytes)
	}
	start := time.Now()
	err = memory.hold(bytes)
	return int64(time.Since(start)), err
}
