package main

import "sync"

// mutexQueue: the stages of channels, with a queue in place of each channel.
func mutexQueue() program {
	return program{start: startMutexQueue, mostInFlight: oneEachAndBuffers}
}

func startMutexQueue(l *line) {
	offered := newBoundedQueue(l.buffer, l.workers)
	worked := newBoundedQueue(l.buffer, 1)
	l.stage(func() {
		<-l.begun
		for item := l.next(); item != nil; item = l.next() {
			offered.put(item)
		}
		<-l.ended
		offered.close()
	})
	var working sync.WaitGroup
	for worker := range int(l.workers) {
		working.Add(1)
		l.stage(func() {
			for item := offered.take(); item != nil; item = offered.take() {
				l.work(worker, item)
				worked.put(item)
			}
			working.Done()
		})
	}
	l.stage(func() {
		working.Wait()
		worked.close()
	})
	l.stage(func() {
		for item := worked.take(); item != nil; item = worked.take() {
			l.receive(item)
		}
	})
}
