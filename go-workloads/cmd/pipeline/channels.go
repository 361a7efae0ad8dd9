package main

import "sync"

// channels: one channel from the source to all workers, one from all workers to the sink, each with buffer places; the
// last worker to leave closes the second, by a sync.WaitGroup.
func channels() program {
	return program{start: startChannels, mostInFlight: oneEachAndBuffers}
}

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
