// Package workload is the Go side of Interleave's contract between harness and workload: newline-delimited JSON,
// requests on stdin, messages on the descriptor that INTERLEAVE_MESSAGE_FD names.
//
// A program is a map from variant names to functions:
//
//	func main() {
//		workload.Main("sleepers", map[string]workload.Variant{"go/goroutine-sleep": goroutineSleep})
//	}
//
// A Variant reads its parameters, allocates what must not count as the tasks' memory, and calls Session.Run.
package workload

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
)

// Exit codes. Any other code is a crash.
const (
	exitDone       = 0
	exitBadRequest = 64
	exitFailed     = 70
)

// Variant is one program that answers a scenario.
type Variant func(*Session) error

// Failure is an error with a short reason, a word that the harness can group by. Other errors have the reason "error".
type Failure struct {
	Reason string
	Cause  error
}

func (f *Failure) Error() string { return f.Reason + ": " + f.Cause.Error() }

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// Main serves one request and ends the process: 0 done, 64 bad request, 70 failed.
// Without INTERLEAVE_MESSAGE_FD the messages go to stdout, and the end of stdin counts as every go-ahead, so that a
// program can be tried by hand with echo.
func Main(scenario string, variants map[string]Variant) {
	messages, harnessed, err := openMessages()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitBadRequest)
	}
	session := &Session{
		Clock:     newClock(),
		requests:  bufio.NewReader(os.Stdin),
		messages:  messages,
		harnessed: harnessed,
	}
	os.Exit(session.serve(scenario, variants, os.Stderr))
}

func (s *Session) serve(scenario string, variants map[string]Variant, stderr io.Writer) int {
	variant, err := s.receive(scenario, variants)
	if err == nil {
		err = variant(s)
	}
	if err == nil {
		err = s.send(Done{})
	}
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(stderr, err)
	var bad *RequestError
	if errors.As(err, &bad) {
		return exitBadRequest
	}
	reason := "error"
	var failure *Failure
	if errors.As(err, &failure) {
		reason = failure.Reason
	}
	if err := s.send(Failed{Reason: reason, Detail: err.Error()}); err != nil {
		fmt.Fprintln(stderr, err)
	}
	return exitFailed
}

func (s *Session) receive(scenario string, variants map[string]Variant) (Variant, error) {
	line, err := readLine(s.requests)
	if errors.Is(err, io.EOF) {
		err = errors.New("expected a line of JSON on stdin, received the end of input")
	}
	if err != nil {
		return nil, &RequestError{err}
	}
	if s.Request, err = DecodeRequest(line); err != nil {
		return nil, err
	}
	if s.Request.Scenario != scenario {
		return nil, &RequestError{fmt.Errorf("scenario: expected %q, received %q", scenario, s.Request.Scenario)}
	}
	variant, ok := variants[s.Request.Variant]
	if !ok {
		return nil, &RequestError{fmt.Errorf("variant: expected one of %q, received %q", names(variants), s.Request.Variant)}
	}
	return variant, nil
}

func names(variants map[string]Variant) []string {
	var sorted []string
	for name := range variants {
		sorted = append(sorted, name)
	}
	sort.Strings(sorted)
	return sorted
}
