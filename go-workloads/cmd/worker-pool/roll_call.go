package main

import "sync"

// rollCall is for pools that start a worker only when a task finds none idle, or do not tell when one is there: as many
// first tasks as there are workers, none of which ends before all have begun.
type rollCall struct {
	answered sync.WaitGroup
	complete chan struct{}
}

func newRollCall(workers int64) *rollCall {
	r := &rollCall{complete: make(chan struct{})}
	r.answered.Add(int(workers))
	return r
}

// answer is the first task of each worker.
func (r *rollCall) answer() {
	r.answered.Done()
	<-r.complete
}

// wait returns when every worker has answered.
func (r *rollCall) wait() {
	r.answered.Wait()
	close(r.complete)
}
