package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// TestMain lets the test's own binary be the program: what is tested is a process, as the harness starts it.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "as:pipeline" {
		main()
	}
	os.Exit(m.Run())
}

// sample starts one process, gives every go-ahead, and returns its messages and its error.
func sample(t *testing.T, variant, probe, parameters string) ([]workload.Message, error) {
	t.Helper()
	program := exec.Command(os.Args[0], "as:pipeline")
	program.Env = append(os.Environ(), "INTERLEAVE_MESSAGE_FD=3")
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
	fmt.Fprintf(requests, `{"type":"request","protocol":1,"scenario":"pipeline","variant":%q,"parameters":%s,`+
		`"iterations":2,"warmups":1,"seed":0,"probe":%q}`+"\n", variant, parameters, probe)
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
