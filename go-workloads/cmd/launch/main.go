// Command launch stands between the harness and one workload: it sets the CPU mask and the limits, keeps the workload's
// whole tree below itself, kills what is left of it, and tells what it cost.
//
//	launch [--cpus 0,1] [--data-limit BYTES] [--oom-score-adj N] [--time-limit-ms N] -- program args…
//
// Descriptors 0 to 3 become the workload's own; 4 is a socket to the harness. While the workload runs, launch only waits.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
)

const (
	exitEnded     = 0
	exitFailed    = 1
	exitUsage     = 64
	exitBySignals = 128 // plus the signal's number
)

func main() {
	// The parent-death signal and the CPU mask belong to the thread that forks: it must live as long as the launcher, and
	// run nothing else.
	runtime.LockOSThread()
	os.Exit(launch(os.Args[1:]))
}

func launch(arguments []string) int {
	control, err := openControl()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitUsage
	}
	options, err := parseOptions(arguments)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s\n", err, usageText)
		return exitUsage
	}
	// Before the start, so that no signal finds a workload without its keeper.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)

	workload, err := start(options)
	if err != nil {
		return fail(control, err)
	}
	if err := releaseStreams(); err != nil {
		killTree(workload)
		return fail(control, &stageError{"streams", err})
	}
	// A harness that is gone is found by the reader below.
	_ = control.send(started{Type: "started", PID: workload})
	return newKeeper(workload, options.timeLimit).keep(control, signals)
}

// stageError says at which step the start failed.
type stageError struct {
	stage string
	cause error
}

func (e *stageError) Error() string { return e.stage + ": " + e.cause.Error() }

func (e *stageError) Unwrap() error { return e.cause }

func fail(control *control, err error) int {
	report := failed{Type: "failed", Stage: "launch", Error: err.Error()}
	var at *stageError
	if errors.As(err, &at) {
		report.Stage, report.Error = at.stage, at.cause.Error()
	}
	_ = control.send(report) // nobody else is there to be told
	return exitFailed
}
