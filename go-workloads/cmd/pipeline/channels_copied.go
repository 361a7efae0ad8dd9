package main

import "sync"

// channelsCopied: the stages and channels of channels, but no stage sees memory of another. The sender makes a copy
// before it sends, as postMessage does: the item's fields, which go through the channel by value, and the payload, into
// memory that is allocated for it, as a structured clone's is. Buffers that belong to the receiver would save the
// allocation, but a clone has no such thing. The source keeps its slots, and what else was copied from is garbage.
func channelsCopied() program {
	return program{start: startChannelsCopied, mostInFlight: oneEachAndBuffers, copies: true}
}

func startChannelsCopied(l *line) {
	offered := make(chan slot, l.buffer)
	worked := make(chan slot, l.buffer)
	l.stage(func() {
		<-l.begun
		for item := l.next(); item != nil; item = l.next() {
			offered <- item.clone()
		}
		<-l.ended
		close(offered)
	})
	var working sync.WaitGroup
	for worker := range int(l.workers) {
		working.Add(1)
		l.stage(func() {
			// One variable for all items: a new one for each would be allocated, since its address is passed on.
			var item slot
			for item = range offered {
				l.work(worker, &item)
				worked <- item.clone()
			}
			working.Done()
		})
	}
	l.stage(func() {
		working.Wait()
		close(worked)
	})
	l.stage(func() {
		var item slot
		for item = range worked {
			l.receive(&item)
		}
	})
}
