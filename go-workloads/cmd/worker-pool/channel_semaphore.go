package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// channelSemaphore: a goroutine a task, which first needs a place in a buffered channel.
func channelSemaphore(session *workload.Session) error {
	return program{start: startChannelSemaphore, atOnce: asManyAsWorkers}.run(session)
}

type channelPlaces struct {
	taken chan struct{}
	task  func(id int64)
}

func startChannelSemaphore(s settings, task func(id int64)) (taskPool, error) {
	return &channelPlaces{taken: make(chan struct{}, s.workers), task: task}, nil
}

func (c *channelPlaces) started() int64 { return 0 }

func (c *channelPlaces) submit(id int64) error {
	c.taken <- struct{}{}
	go func() {
		c.task(id)
		<-c.taken
	}()
	return nil
}

// wait takes every place itself: then no task has one. A WaitGroup would count the tasks a second time.
func (c *channelPlaces) wait() error {
	for range cap(c.taken) {
		c.taken <- struct{}{}
	}
	return nil
}

func (c *channelPlaces) stop() error { return nil }
