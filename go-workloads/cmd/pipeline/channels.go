package main

import (
	"sync"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// channels: one channel from the source to all workers, one from all workers to the sink, each with buffer places; the
// last worker to leave closes the second, by a sync.WaitGroup.
func channels(session *workload.Session) error {
	return program{start: startChannels, mostInFlight: mostInChannels}.run(session)
}

// mostInChannels counts where items can be: one that the source offers, buffer in the first channel, one in the hands
// of every worker (also while its send blocks), buffer in the second channel, and one that the sink has taken and not
// counted yet. A goroutine whose send has been served holds nothing, even if it has not run again.
func mostInChannels(s settings) int64 { return 1 + s.buffer + s.workers + s.buffer + 1 }

func startChannels(l *line) {
	offered := make(chan *slot, l.buffer)
	worked := make(chan *slot, l.buffer)
	l.stage(func() {
		<-l.begun
		for item := l.next(); item != nil; item = l.next() {
			offered <- item
		}
		<-l.ended
		close(offered)
	})
	var working sync.WaitGroup
	for worker := range int(l.workers) {
		working.Add(1)
		l.stage(func() {
			for item := range offered {
				l.work(worker, item)
				worked <- item
			}
			working.Done()
		})
	}
	l.stage(func() {
		working.Wait()
		close(worked)
	})
	l.stage(func() {
		for item := range worked {
			l.receive(item)
		}
	})
}
