package main

import (
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// A process in an uninterruptible wait survives SIGKILL until the wait ends; all that can be done is to name it.
	patience = 5 * time.Second
	// A process may start another while the process table is read, so that one look is not enough.
	lookAgain = 10 * time.Millisecond
)

// keeper watches one workload to the end of its tree.
type keeper struct {
	workload int
	deadline <-chan time.Time // the backstop; nil never fires
	ends     <-chan reaped    // nil when there are no children any more

	status    *syscall.WaitStatus // nil until the workload has ended
	childless bool                // the launcher has reaped its last child
	usage     usage
	leftovers []leftover
	killed    bool
	timedOut  bool
}

func newKeeper(workload int, timeLimit time.Duration) *keeper {
	k := &keeper{workload: workload, leftovers: []leftover{}, ends: reap()}
	if timeLimit > 0 {
		k.deadline = time.After(timeLimit)
	}
	return k
}

// keep returns the launcher's exit code when the tree is gone.
func (k *keeper) keep(control *control, signals <-chan os.Signal) int {
	orders, failure := control.orders()
	exit := k.watch(orders, signals)
	if orphansEscape || !k.childless {
		if k.status != nil {
			k.note(descendants(k.workload))
		}
		k.note(k.killAll())
	}
	if err := failure(); err != nil {
		return fail(control, &stageError{"control", err})
	}
	_ = control.send(k.report()) // a harness that is gone needs no report
	// A signal is from somebody who wants the launcher gone.
	if exit == exitEnded {
		awaitReceipt(orders)
	}
	return exit
}

// awaitReceipt keeps the socket open until the harness has closed its side, which it does when it has the report. An
// order that crosses the report would else be written to a socket that nobody reads, and the harness's system would
// answer that error by throwing the unread report away.
func awaitReceipt(orders <-chan terminate) {
	giveUp := time.After(patience)
	for {
		select {
		case _, ok := <-orders:
			if !ok {
				return
			}
		case <-giveUp:
			return
		}
	}
}

// watch only waits, until the workload has ended or must be ended.
func (k *keeper) watch(orders <-chan terminate, signals <-chan os.Signal) (exit int) {
	var graceOver <-chan time.Time
	for {
		select {
		case end, ok := <-k.ends:
			if !ok { // the workload is a child until it is reaped: the system refuses to wait
				return exitFailed
			}
			if k.count(end); k.status != nil {
				return exitEnded
			}
		case order, ok := <-orders:
			if !ok {
				return exitFailed
			}
			signalTree(k.workload, syscall.SIGTERM)
			graceOver = time.After(order.grace)
		case <-graceOver:
			k.killed = true
			return exitEnded
		case <-k.deadline:
			k.timedOut = true
			return exitEnded
		case signal := <-signals:
			return exitBySignals + int(signal.(syscall.Signal))
		}
	}
}

func (k *keeper) count(end reaped) {
	k.usage.add(end.usage)
	k.childless = end.last
	if end.pid == k.workload {
		k.status = &end.status
	}
}

// note keeps the processes for the report, each once.
func (k *keeper) note(living []process) {
	known := map[int]bool{}
	for _, l := range k.leftovers {
		known[l.PID] = true
	}
	for _, p := range living {
		if !known[p.pid] {
			k.leftovers = append(k.leftovers, leftover{PID: p.pid, Command: shorten(commandOf(p.pid))})
		}
	}
}

// killAll kills the tree until nothing of it is left, and gives what outlived its patience.
func (k *keeper) killAll() (survivors []process) {
	giveUp := time.After(patience)
	for {
		living := descendants(k.workload)
		if len(living) == 0 && k.ends == nil {
			return nil
		}
		for _, p := range living {
			_ = syscall.Kill(p.pid, syscall.SIGKILL) // an error means that it has ended
		}
		if !k.reapUntil(time.After(lookAgain), giveUp) {
			return living
		}
	}
}

// reapUntil counts what ends until there are no children or it is time to look again; false when it is time to give up.
func (k *keeper) reapUntil(again, giveUp <-chan time.Time) bool {
	for {
		select {
		case end, ok := <-k.ends:
			if !ok {
				k.ends = nil
				return true
			}
			k.count(end)
		case <-again:
			return true
		case <-giveUp:
			return false
		}
	}
}

// killTree is for a start that failed halfway, when nothing is counted any more.
func killTree(workload int) {
	newKeeper(workload, 0).killAll()
}

func (k *keeper) report() ended {
	report := ended{
		Type:          "ended",
		Usage:         k.usage,
		LauncherCPUNs: ownCPUNs(),
		Leftovers:     k.leftovers,
		Killed:        k.killed,
		TimedOut:      k.timedOut,
	}
	switch {
	case k.status == nil: // it outlived SIGKILL, and stands among the leftovers
	case k.status.Exited():
		code := k.status.ExitStatus()
		report.ExitCode = &code
	case k.status.Signaled():
		name := unix.SignalName(k.status.Signal())
		report.Signal = &name
	}
	return report
}

// shorten keeps a command line readable, and valid as JSON.
func shorten(command string) string {
	const longest = 200
	runes := []rune(strings.ToValidUTF8(command, "?"))
	if len(runes) > longest {
		runes = runes[:longest]
	}
	return string(runes)
}
