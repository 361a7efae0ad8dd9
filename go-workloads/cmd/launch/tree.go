package main

import (
	"os"
	"syscall"
)

// process is one row of the system's process table.
type process struct {
	pid    int
	parent int
	group  int
	alive  bool // not merely waiting to be reaped
}

// descendants gives the living processes of the workload's tree, the workload itself included. Where orphans do not
// fall to the launcher, its group finds those that have not left it.
func descendants(workload int) []process {
	table := readProcesses()
	children := map[int][]process{}
	var found []process
	for _, p := range table {
		children[p.parent] = append(children[p.parent], p)
		if orphansEscape && p.group == workload && p.alive {
			found = append(found, p)
		}
	}
	seen := map[int]bool{}
	for _, p := range found {
		seen[p.pid] = true
	}
	open := []int{os.Getpid()}
	for len(open) > 0 {
		next := open[0]
		open = open[1:]
		for _, p := range children[next] {
			open = append(open, p.pid)
			if p.alive && !seen[p.pid] {
				seen[p.pid] = true
				found = append(found, p)
			}
		}
	}
	return found
}

// signalTree sends the signal to every process of the tree. A process that has ended since the table was read is not
// mistaken for another: numbers are handed out in turn, and one just freed is the last to come again.
func signalTree(workload int, signal syscall.Signal) {
	for _, p := range descendants(workload) {
		_ = syscall.Kill(p.pid, signal) // an error means that it has ended
	}
}
