// Package programtest runs a test's own binary as the program that it tests, so that what is tested is a process, as the
// harness starts it.
package programtest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

const asProgram = "as:program"

// Main is for a package's TestMain: it runs the program if Sample has started this process, and the tests else.
func Main(m *testing.M, program func()) {
	if len(os.Args) > 1 && os.Args[1] == asProgram {
		program()
	}
	os.Exit(m.Run())
}

// Request is what differs between samples.
type Request struct {
	Scenario, Variant string
	Parameters        string // JSON
	Probe             string // memory if not said
	Warmups           int
	Iterations        int
	Environment       []string // further variables, name=value
}

// Sample starts one process, gives every go-ahead, and returns its messages and how it ended.
func Sample(t *testing.T, request Request) ([]workload.Message, error) {
	t.Helper()
	program := exec.Command(os.Args[0], asProgram)
	program.Env = append(append(os.Environ(), "INTERLEAVE_MESSAGE_FD=3"), request.Environment...)
	program.Stderr = os.Stderr
	requests, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	program.ExtraFiles = []*os.File{writer}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	probe := request.Probe
	if probe == "" {
		probe = string(workload.ProbeMemory)
	}
	fmt.Fprintf(requests, `{"type":"request","protocol":1,"scenario":%q,"variant":%q,"parameters":%s,`+
		`"iterations":%d,"warmups":%d,"seed":0,"probe":%q}`+"\n",
		request.Scenario, request.Variant, request.Parameters, request.Iterations, request.Warmups, probe)
	messages := answer(t, reader, requests)
	return messages, program.Wait()
}

// answer reads all messages, and lets the program go on wherever it holds.
func answer(t *testing.T, from io.Reader, requests io.Writer) []workload.Message {
	t.Helper()
	var messages []workload.Message
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, workload.MaximumLineBytes)
	for lines.Scan() {
		message, err := workload.DecodeMessage(lines.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		messages = append(messages, message)
		switch message.(type) {
		case workload.Ready, workload.Hold:
			fmt.Fprintln(requests, `{"type":"continue"}`)
		}
	}
	return messages
}

// Iterations checks that the sample has worked, has held nowhere after its baseline and has repeated its work as often
// as asked, the warm-ups first. It gives ready and the iterations.
func Iterations(t *testing.T, request Request) (workload.Ready, []workload.Iterated) {
	t.Helper()
	messages, err := Sample(t, request)
	if err != nil {
		t.Fatal(err)
	}
	if expected := request.Warmups + request.Iterations + 2; len(messages) != expected {
		t.Fatalf("expected %d messages, received %+v", expected, messages)
	}
	if _, done := messages[len(messages)-1].(workload.Done); !done {
		t.Errorf("expected done at the end, received %+v", messages[len(messages)-1])
	}
	var iterations []workload.Iterated
	for index, message := range messages[1 : len(messages)-1] {
		iterated, ok := message.(workload.Iterated)
		if !ok || iterated.Iteration != int64(index) || iterated.Warmup != (index < request.Warmups) {
			t.Fatalf("expected iteration %d of %d warm-ups and others, received %+v", index, request.Warmups, message)
		}
		iterations = append(iterations, iterated)
	}
	ready, ok := messages[0].(workload.Ready)
	if !ok {
		t.Fatalf("expected ready, received %+v", messages[0])
	}
	return ready, iterations
}

// ExpectManifest compares all of a manifest; the checksum must be there.
func ExpectManifest(t *testing.T, received, expected workload.Manifest) {
	t.Helper()
	if received.Checksum == nil || *received.Checksum != *expected.Checksum {
		t.Errorf("expected checksum %s, received %+v", *expected.Checksum, received)
	}
	received.Checksum = expected.Checksum
	if received != expected {
		t.Errorf("expected %+v, received %+v", expected, received)
	}
}

// ExpectContextSwitches checks that the iteration measured these and nothing else.
func ExpectContextSwitches(t *testing.T, received workload.Measurements) {
	t.Helper()
	if len(received) != 1 || received[0].Name != "contextSwitches" || received[0].Value < 0 {
		t.Errorf("expected contextSwitches alone, at least 0, received %+v", received)
	}
}

// ExpectRefused checks that the program does not even begin.
func ExpectRefused(t *testing.T, request Request) {
	t.Helper()
	const badRequest = 64
	messages, err := Sample(t, request)
	exit, ok := err.(*exec.ExitError)
	if !ok || exit.ExitCode() != badRequest || len(messages) > 0 {
		t.Errorf("expected exit %d without messages, received %v, %+v", badRequest, err, messages)
	}
}

// Limit gives one of the limits in force, nil where it is null.
func Limit(t *testing.T, ready workload.Ready, name string) any {
	t.Helper()
	for _, limit := range ready.Limits {
		if limit.Name == name {
			return limit.Value
		}
	}
	t.Errorf("expected limit %s, received %+v", name, ready.Limits)
	return nil
}
