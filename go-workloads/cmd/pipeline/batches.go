package main

import "sync"

// batches: the stages and channels of channels, over which slices of batch items go.
//
// A slice is allocated for every batch and passed on by the worker as it came. Programs that batch do so: to use slices
// again takes a channel back, or a sync.Pool, and the collector has no more to do than to drop them. The items in them
// are the ring's, as everywhere.
func batches() program {
	return program{start: startBatches, mostInFlight: mostInBatches}
}

// mostInBatches counts by the batch, since a worker that holds one item holds all of its batch: one that the source
// fills or offers, those in the first channel, one with every worker, those in the second channel, and one that the sink
// has taken and counted nothing of. A buffer of less than a batch has no place for one.
func mostInBatches(s settings) int64 {
	places := s.buffer / s.batch
	return s.batch * (1 + places + s.workers + places + 1)
}

func startBatches(l *line) {
	places := l.buffer / l.batch
	offered := make(chan []*slot, places)
	worked := make(chan []*slot, places)
	l.stage(func() {
		<-l.begun
		batch := make([]*slot, 0, l.batch)
		for item := l.next(); item != nil; item = l.next() {
			batch = append(batch, item)
			if len(batch) == cap(batch) {
				offered <- batch
				batch = make([]*slot, 0, l.batch)
			}
		}
		if len(batch) > 0 {
			offered <- batch
		}
		<-l.ended
		close(offered)
	})
	var working sync.WaitGroup
	for worker := range int(l.workers) {
		working.Add(1)
		l.stage(func() {
			for batch := range offered {
				for _, item := range batch {
					l.work(worker, item)
				}
				worked <- batch
			}
			working.Done()
		})
	}
	l.stage(func() {
		working.Wait()
		close(worked)
	})
	l.stage(func() {
		for batch := range worked {
			for _, item := range batch {
				l.receive(item)
			}
		}
	})
}
