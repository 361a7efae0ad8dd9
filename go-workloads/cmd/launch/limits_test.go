//go:build linux

package main

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestMaskAndLimitsAreInForce(t *testing.T) {
	cpu := someCPU(t)
	options := []string{"--cpus", fmt.Sprint(cpu), "--data-limit", "1073741824", "--oom-score-adj", "1000"}
	r := launchProgram(t, options, "as:tell", "/proc/self/status", "/proc/self/limits", "/proc/self/oom_score_adj")
	r.report("started")
	r.send(r.stdin, "go")
	text := r.allMessages()
	for _, want := range []string{
		fmt.Sprintf("Cpus_allowed_list:\t%d\n", cpu),
		"Max data size             1073741824           1073741824           bytes",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("expected %q, received\n%s", want, text)
		}
	}
	if !strings.HasSuffix(text, "\n1000\n") {
		t.Errorf("expected oom_score_adj 1000 at the end, received\n%s", text)
	}
	r.end()
}

// Pins that the Go runtime's raised limit on open files stays the launcher's own: a workload that inherited it would
// behave otherwise than one that a person starts.
func TestOpenFileLimitIsTheCallers(t *testing.T) {
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	if before.Max < 256 {
		t.Skipf("expected a hard limit of 256 or more, received %d", before.Max)
	}
	// exec gives the launcher the limit that this process has set itself.
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 200, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
			t.Error(err)
		}
	}()
	r := launchProgram(t, nil, "/bin/sh", "-c", "ulimit -Sn >&3")
	if text := r.allMessages(); text != "200\n" {
		t.Errorf("expected 200, received %q", text)
	}
	r.result()
}

func TestControlSocketIsNotTheWorkloads(t *testing.T) {
	r := launchProgram(t, nil, "as:sockets")
	if text := r.allMessages(); text != "" {
		t.Errorf("expected no sockets, received %q", text)
	}
	r.result()
}

func TestStreamsEndWithTheWorkloadsCopies(t *testing.T) {
	r := launchProgram(t, nil, "as:close-streams")
	r.report("started")
	if text := r.allMessages(); text != "" {
		t.Errorf("expected nothing, received %q", text)
	}
	if n, err := r.stdout.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("expected the end of stdout, received %d bytes, %v", n, err)
	}
	r.send(r.stdin, "go")
	r.end()
}

func someCPU(t *testing.T) int {
	t.Helper()
	var allowed unix.CPUSet
	if err := unix.SchedGetaffinity(0, &allowed); err != nil {
		t.Fatal(err)
	}
	for cpu := 1023; cpu >= 0; cpu-- {
		if allowed.IsSet(cpu) {
			return cpu
		}
	}
	t.Fatal("expected an allowed CPU, received none")
	return 0
}
