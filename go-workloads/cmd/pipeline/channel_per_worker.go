package main

// channelPerWorker: two channels for each worker, among which the buffer of each hop is dealt out. The source sends to
// the workers in turn and the sink receives from them in turn, so that items arrive as they were offered.
func channelPerWorker() program {
	return program{start: startChannelPerWorker, mostInFlight: mostInTurn, inOrder: true}
}

// mostInTurn is less than oneEachAndBuffers where the buffer does not come out even. A worker with s places on each hop
// has room for s + 1 + s items, and the source stops in front of the first one that is full, even if others have room.
// Those with the smaller share are full first. Until their turn comes again, each of the others has been given at most
// one item more than they, though it has room for two more: a place for each that is left over stays empty. All are given
// it when the sink has just received from the last worker, so that the turn begins with them.
func mostInTurn(s settings) int64 { return oneEachAndBuffers(s) - s.buffer%s.workers }

func startChannelPerWorker(l *line) {
	offered := deal(l.buffer, l.workers)
	worked := deal(l.buffer, l.workers)
	next := func(turn int) int {
		if turn++; turn < len(offered) {
			return turn
		}
		return 0
	}
	l.stage(func() {
		<-l.begun
		turn := 0
		for item := l.next(); item != nil; item = l.next() {
			offered[turn] <- item
			turn = next(turn)
		}
		<-l.ended
		for _, channel := range offered {
			close(channel)
		}
	})
	for worker := range offered {
		l.stage(func() {
			for item := range offered[worker] {
				l.work(worker, item)
				worked[worker] <- item
			}
			close(worked[worker])
		})
	}
	l.stage(func() {
		turn := 0
		for {
			item, open := <-worked[turn]
			if !open {
				return // this worker had no further item, and so has none of the others
			}
			l.receive(item)
			turn = next(turn)
		}
	})
}
