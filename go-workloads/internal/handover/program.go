// Package handover lets two tasks pass a turn to and fro, and measures what that costs.
//
// The turn is a token with a number: 0 when the first task passes it on, one more at each further hand-over. Whoever
// receives it counts it and adds the number to a sum of its own. A batch of N hand-overs therefore counts N and sums up
// to N(N-1)/2; a token that was received twice or never shows in one of the two.
package handover

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// MostHandovers bounds a batch, as the scenarios declare: its tokens fit into 32 bits, which is what a futex compares.
const MostHandovers = 100_000_000

// Threads says how the two tasks relate to kernel threads.
type Threads int

const (
	// Shared is a goroutine as it comes, on whatever thread the runtime gives it.
	Shared Threads = iota
	// Locked is a goroutine that has a thread for itself.
	Locked
	// Blocked is a locked goroutine that blocks its thread in raw system calls, of which the runtime knows nothing.
	Blocked
)

// Pair is the two tasks of one batch. Each gets the number on the token at the last hand-over, at least 1, and returns
// when it has passed that token or received it. The loops are the mechanisms' own: a call through an interface would be
// a tenth of what the cheapest of them takes.
type Pair struct {
	First  func(last int64) Tally // passes the token 0 before anything else
	Second func(last int64) Tally
}

// Program is one way to hand over control.
type Program struct {
	Threads Threads
	// NewPair makes what the two tasks of one batch share. It hands nothing over yet.
	NewPair func() Pair
	// CountSchedulings: measure too how often the Go scheduler let a goroutine run.
	CountSchedulings bool
}

// Run serves the session with batches of so many hand-overs, from 2 to MostHandovers.
func (p Program) Run(session *workload.Session, handovers int64) error {
	if p.Threads == Blocked {
		readyToBlock()
	}
	var counter *schedulings
	if p.CountSchedulings {
		counter = newSchedulings()
	}
	return session.Run(func(*workload.Iteration) (workload.Result, error) {
		return p.measure(session.Clock, counter, handovers)
	})
}

// readyToBlock lets two threads block without the runtime's knowledge. A goroutine in a raw call keeps its P, so that a
// third has to be there for everybody else; and it cannot be stopped, so that a collection would wait for it while the
// task that could wake it stands still already. With an explicit number of Ps the runtime does not adapt it to the CPU
// limit later on, for which it would stop the world too. All this comes before the session reads its limits back.
func readyToBlock() {
	const leastProcessors = 3
	runtime.GOMAXPROCS(max(leastProcessors, runtime.GOMAXPROCS(0)))
	debug.SetGCPercent(-1)
}

// measure runs one batch.
func (p Program) measure(clock workload.Clock, counter *schedulings, handovers int64) (workload.Result, error) {
	b := newBatch(clock, counter, handovers)
	pair := p.NewPair()
	b.start(p.Threads, func() { b.runSecond(pair.Second) })
	b.start(p.Threads, func() { b.runFirst(pair.First, p.Threads) })
	b.tasks.Wait()
	result, err := b.result()
	if err != nil {
		return workload.Result{}, fmt.Errorf("batch of %d hand-overs: %w", handovers, err)
	}
	return result, nil
}
