//go:build linux

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// anyReport holds every field that the launcher may send.
type anyReport struct {
	ended
	PID   int
	Stage string
	Error string
}

// run is a launcher at work, seen from the harness's side.
type run struct {
	t        *testing.T
	launcher *exec.Cmd
	stdin    *os.File
	stdout   *os.File
	messages *bufio.Reader
	control  *os.File
	reports  *bufio.Reader
}

func launchProgram(t *testing.T, options []string, command ...string) *run {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(command[0], "as:") {
		command = append([]string{self}, command...)
	}
	sockets, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	control, theirControl := os.NewFile(uintptr(sockets[0]), "control"), os.NewFile(uintptr(sockets[1]), "theirs")
	theirStdin, stdin := pipe(t)
	stdout, theirStdout := pipe(t)
	messages, theirMessages := pipe(t)

	arguments := append(append([]string{"as:launch"}, options...), "--")
	launcher := exec.Command(self, append(arguments, command...)...)
	launcher.Stdin, launcher.Stdout, launcher.Stderr = theirStdin, theirStdout, os.Stderr
	launcher.ExtraFiles = []*os.File{theirMessages, theirControl}
	if err := launcher.Start(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []*os.File{theirStdin, theirStdout, theirMessages, theirControl} {
		file.Close()
	}
	t.Cleanup(func() {
		for _, file := range []*os.File{stdin, stdout, messages, control} {
			file.Close()
		}
		_ = launcher.Process.Kill()
		_ = launcher.Wait()
	})
	return &run{t, launcher, stdin, stdout, bufio.NewReader(messages), control, bufio.NewReader(control)}
}

func pipe(t *testing.T) (reader, writer *os.File) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return reader, writer
}

func (r *run) report(kind string) anyReport {
	r.t.Helper()
	line, err := r.reports.ReadBytes('\n')
	if err != nil {
		r.t.Fatalf("expected %s, received %v", kind, err)
	}
	var report anyReport
	if err := json.Unmarshal(line, &report); err != nil || report.Type != kind {
		r.t.Fatalf("expected %s, received %s (%v)", kind, line, err)
	}
	return report
}

// result reads all reports of a workload that ran, and checks that the launcher itself ended well.
func (r *run) result() anyReport {
	r.t.Helper()
	r.report("started")
	return r.end()
}

func (r *run) end() anyReport {
	r.t.Helper()
	report := r.report("ended")
	r.control.Close() // as the harness does when it has the report
	if err := r.launcher.Wait(); err != nil {
		r.t.Errorf("launcher: %v", err)
	}
	return report
}

func (r *run) send(file *os.File, line string) {
	r.t.Helper()
	if _, err := file.WriteString(line + "\n"); err != nil {
		r.t.Fatal(err)
	}
}

// pidFromMessages reads the process number that a program has written once it was ready.
func (r *run) pidFromMessages() int {
	r.t.Helper()
	line, err := r.messages.ReadString('\n')
	if err != nil {
		r.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		r.t.Fatal(err)
	}
	return pid
}

func expectGone(t *testing.T, pid int) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if p, ok := readProcess(pid); !ok || !p.alive {
			return
		}
	}
	t.Errorf("process %d is still alive", pid)
}

func (r *run) allMessages() string {
	r.t.Helper()
	text, err := io.ReadAll(r.messages)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

func TestExitCodeIsReported(t *testing.T) {
	report := launchProgram(t, nil, "as:exit", "7").result()
	if report.ExitCode == nil || *report.ExitCode != 7 || report.Signal != nil || len(report.Leftovers) != 0 {
		t.Errorf("received %+v", report)
	}
	if report.Usage.UserNs+report.Usage.SystemNs <= 0 || report.Usage.MinorFaults <= 0 || report.LauncherCPUNs <= 0 {
		t.Errorf("expected a cost, received %+v", report)
	}
}

// The harness may order the end of a workload that is just ending by itself.
func TestAnOrderThatCrossesTheReportDoesNoHarm(t *testing.T) {
	r := launchProgram(t, nil, "as:exit", "0")
	r.report("started")
	if report := r.report("ended"); report.ExitCode == nil || *report.ExitCode != 0 {
		t.Errorf("received %+v", report)
	}
	// It can be written, since the launcher stays until the harness has closed its side.
	r.send(r.control, `{"type":"terminate","graceMs":0}`)
	r.control.Close()
	if err := r.launcher.Wait(); err != nil {
		t.Errorf("launcher: %v", err)
	}
}

func TestSignalIsReported(t *testing.T) {
	report := launchProgram(t, nil, "as:kill-self").result()
	if report.ExitCode != nil || report.Signal == nil || *report.Signal != "SIGKILL" || report.Killed {
		t.Errorf("received %+v", report)
	}
}

func TestUnknownProgramFails(t *testing.T) {
	r := launchProgram(t, nil, "/nowhere/no-such-program")
	report := r.report("failed")
	if report.Stage != "find" || !strings.Contains(report.Error, "no such file") {
		t.Errorf("received %+v", report)
	}
	var exit *exec.ExitError
	if err := r.launcher.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
		t.Errorf("expected exit %d, received %v", exitFailed, err)
	}
}

func TestForeignCPUFails(t *testing.T) {
	if report := launchProgram(t, []string{"--cpus", "1023"}, "as:exit", "0").report("failed"); report.Stage != "cpus" {
		t.Errorf("received %+v", report)
	}
}
