package main

import (
	"sync"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// batchedWorkers: goroutines that receive slices of tasks from one unbuffered channel, so that one hand-over and one
// count serve a whole batch.
func batchedWorkers(session *workload.Session) error {
	return program{start: startBatchedWorkers, atOnce: asManyAsWorkers}.run(session)
}

type batchPool struct {
	batches chan []int64
	filling []int64
	size    int64
	handed  sync.WaitGroup // batches, not tasks
	running sync.WaitGroup
	count   int64
}

func startBatchedWorkers(s settings, task func(id int64)) (taskPool, error) {
	p := &batchPool{batches: make(chan []int64), size: s.batch, count: s.workers}
	var answered sync.WaitGroup
	answered.Add(int(s.workers))
	p.running.Add(int(s.workers))
	for range s.workers {
		go func() {
			answered.Done()
			for batch := range p.batches {
				for _, id := range batch {
					task(id)
				}
				p.handed.Done()
			}
			p.running.Done()
		}()
	}
	answered.Wait()
	return p, nil
}

func (p *batchPool) started() int64 { return p.count }

func (p *batchPool) submit(id int64) error {
	if p.filling == nil {
		p.filling = make([]int64, 0, p.size)
	}
	p.filling = append(p.filling, id)
	if int64(len(p.filling)) == p.size {
		p.flush()
	}
	return nil
}

func (p *batchPool) flush() {
	p.handed.Add(1)
	p.batches <- p.filling
	p.filling = nil
}

func (p *batchPool) wait() error {
	if len(p.filling) > 0 {
		p.flush()
	}
	p.handed.Wait()
	return nil
}

func (p *batchPool) stop() error {
	close(p.batches)
	p.running.Wait()
	return nil
}
