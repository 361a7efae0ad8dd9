package main

import (
	"sync"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// channelWorkers: a fixed number of goroutines that receive from one unbuffered channel. The identity is all that a
// task needs, so that no closure is allocated for it, as elsewhere.
func channelWorkers(session *workload.Session) error {
	return program{start: startChannelWorkers, atOnce: asManyAsWorkers}.run(session)
}

func startChannelWorkers(s settings, task func(id int64)) (taskPool, error) {
	return startReceivers(s.workers, make(chan int64), task), nil
}

type channelPool struct {
	ids chan int64
	// Closing the channel and waiting for the workers is the common way to join. It would leave no pool to look at, so
	// that the tasks are counted here as in the other variants.
	tasks   sync.WaitGroup
	running sync.WaitGroup
	count   int64
}

func startReceivers(workers int64, ids chan int64, task func(id int64)) *channelPool {
	p := &channelPool{ids: ids, count: workers}
	var answered sync.WaitGroup
	answered.Add(int(workers))
	p.running.Add(int(workers))
	for range workers {
		go func() {
			answered.Done()
			for id := range p.ids {
				task(id)
				p.tasks.Done()
			}
			p.running.Done()
		}()
	}
	answered.Wait()
	return p
}

func (p *channelPool) started() int64 { return p.count }

func (p *channelPool) submit(id int64) error {
	p.tasks.Add(1)
	p.ids <- id
	return nil
}

func (p *channelPool) wait() error {
	p.tasks.Wait()
	return nil
}

func (p *channelPool) stop() error {
	close(p.ids)
	p.running.Wait()
	return nil
}
