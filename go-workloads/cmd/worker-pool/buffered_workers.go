package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// bufferedWorkers: as channelWorkers, with places in the channel, so that neither side has to wait for the other at
// every task.
func bufferedWorkers(session *workload.Session) error {
	return program{start: startBufferedWorkers, atOnce: asManyAsWorkers}.run(session)
}

func startBufferedWorkers(s settings, task func(id int64)) (taskPool, error) {
	return startReceivers(s.workers, make(chan int64, s.buffer), task), nil
}
