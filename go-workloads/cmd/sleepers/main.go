// Command sleepers holds the Go programs of the scenario "sleepers": what does one waiting task cost?
package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

func main() {
	workload.Main("sleepers", map[string]workload.Variant{
		"go/after-func":            afterFunc,
		"go/goroutine-sleep":       goroutineSleep,
		"go/goroutine-channel":     goroutineChannel,
		"go/goroutine-stack-state": goroutineStackState,
		"go/goroutine-heap-state":  goroutineHeapState,
		"go/locked-thread":         lockedThread,
	})
}
