package main

// mostMerged is how many cases the select statement has. It takes no variable number of them, and reflect.Select, which
// does, is another mechanism.
const mostMerged = 8

// selectMerge: one channel from the source to all workers, and one from each worker, among which the buffer of the
// second hop is dealt out. The sink merges these with a select statement.
func selectMerge() program {
	return program{start: startSelectMerge, mostInFlight: oneEachAndBuffers, mostWorkers: mostMerged}
}

func startSelectMerge(l *line) {
	offered := make(chan *slot, l.buffer)
	worked := deal(l.buffer, l.workers)
	l.stage(func() {
		<-l.begun
		for item := l.next(); item != nil; item = l.next() {
			offered <- item
		}
		<-l.ended
		close(offered)
	})
	for worker, channel := range worked {
		l.stage(func() {
			for item := range offered {
				l.work(worker, item)
				channel <- item
			}
			close(channel)
		})
	}
	l.stage(func() { merge(worked, l.receive) })
}

// merge returns when all channels are closed. Workers that do not exist and those that have ended are nil channels,
// which are never ready.
func merge(channels []chan *slot, receive func(*slot)) {
	var from [mostMerged]chan *slot
	copy(from[:], channels)
	for open := len(channels); open > 0; {
		var item *slot
		var at int
		select {
		case item = <-from[0]:
			at = 0
		case item = <-from[1]:
			at = 1
		case item = <-from[2]:
			at = 2
		case item = <-from[3]:
			at = 3
		case item = <-from[4]:
			at = 4
		case item = <-from[5]:
			at = 5
		case item = <-from[6]:
			at = 6
		case item = <-from[7]:
			at = 7
		}
		if item == nil { // closed: no stage sends nil
			from[at] = nil
			open--
			continue
		}
		receive(item)
	}
}
