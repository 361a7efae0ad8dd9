//go:build linux

package main

import (
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func TestLeftoversAreKilledAndNamed(t *testing.T) {
	r := launchProgram(t, nil, "as:orphan")
	orphan := r.pidFromMessages()
	report := r.result()
	if len(report.Leftovers) != 1 || report.Leftovers[0].PID != orphan ||
		!strings.HasSuffix(report.Leftovers[0].Command, "as:ignore-term") {
		t.Errorf("expected process %d among the leftovers, received %+v", orphan, report.Leftovers)
	}
	if report.ExitCode == nil || *report.ExitCode != 3 || report.Killed {
		t.Errorf("expected the workload's own exit 3, received %+v", report)
	}
	expectGone(t, orphan)
}

func TestTerminateIsEnoughForAProgramThatListens(t *testing.T) {
	r := launchProgram(t, nil, "as:wait")
	r.report("started")
	r.pidFromMessages()
	r.send(r.control, `{"type":"terminate","graceMs":60000}`)
	if report := r.end(); report.Signal == nil || *report.Signal != "SIGTERM" || report.Killed {
		t.Errorf("received %+v", report)
	}
}

func TestTerminateKillsAfterTheGrace(t *testing.T) {
	r := launchProgram(t, nil, "as:ignore-term")
	r.report("started")
	r.pidFromMessages()
	r.send(r.control, `{"type":"terminate","graceMs":50}`)
	if report := r.end(); report.Signal == nil || *report.Signal != "SIGKILL" || !report.Killed || report.TimedOut {
		t.Errorf("received %+v", report)
	}
}

func TestTimeLimitKillsTheTree(t *testing.T) {
	r := launchProgram(t, []string{"--time-limit-ms", "500"}, "as:orphan", "stay")
	orphan := r.pidFromMessages()
	if report := r.result(); report.Signal == nil || *report.Signal != "SIGKILL" || !report.TimedOut || report.Killed {
		t.Errorf("received %+v", report)
	}
	expectGone(t, orphan)
}

func TestEndOfControlKillsTheTree(t *testing.T) {
	r := launchProgram(t, nil, "as:orphan", "stay")
	workload := r.report("started").PID
	orphan := r.pidFromMessages()
	r.control.Close()
	expectExit(t, r, exitFailed)
	expectGone(t, workload)
	expectGone(t, orphan)
}

func TestBadOrderKillsTheTree(t *testing.T) {
	r := launchProgram(t, nil, "as:wait")
	workload := r.report("started").PID
	r.send(r.control, `{"type":"terminate"}`)
	if report := r.report("failed"); report.Stage != "control" || !strings.Contains(report.Error, "graceMs") {
		t.Errorf("received %+v", report)
	}
	expectExit(t, r, exitFailed)
	expectGone(t, workload)
}

func TestSignalsToTheLauncherKillTheTree(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			r := launchProgram(t, nil, "as:orphan", "stay")
			workload := r.report("started").PID
			orphan := r.pidFromMessages()
			if err := r.launcher.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			expectExit(t, r, exitBySignals+int(signal))
			expectGone(t, workload)
			expectGone(t, orphan)
		})
	}
}

func TestKilledLauncherTakesTheWorkloadAlong(t *testing.T) {
	r := launchProgram(t, nil, "as:ignore-term")
	workload := r.report("started").PID
	r.pidFromMessages()
	if err := r.launcher.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	expectGone(t, workload)
}

func expectExit(t *testing.T, r *run, code int) {
	t.Helper()
	var exit *exec.ExitError
	if err := r.launcher.Wait(); !errors.As(err, &exit) || exit.ExitCode() != code {
		t.Errorf("expected exit %d, received %v", code, err)
	}
}
