package main

// deal makes a channel for each worker, and deals out the places to them: the first ones get one more where they do not
// come out even.
func deal(places, workers int64) []chan *slot {
	channels := make([]chan *slot, workers)
	for worker := range channels {
		share := places / workers
		if int64(worker) < places%workers {
			share++
		}
		channels[worker] = make(chan *slot, share)
	}
	return channels
}
