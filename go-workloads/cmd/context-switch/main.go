// Command context-switch holds the Go programs of the scenario "context-switch": what does handing over control cost?
package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

func main() {
	workload.Main("context-switch", map[string]workload.Variant{
		"go/gosched":            gosched,
		"go/channel-unbuffered": channelUnbuffered,
		"go/channel-buffered":   channelBuffered,
		"go/mutex-cond":         mutexCond,
		"go/locked-threads":     lockedThreads,
		"os/futex":              futex,
		"os/pipe":               pipe,
	})
}
