package main

import (
	"sync"

	"github.com/Jeffail/tunny"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// tunnyPool: tunny.NewFunc. Its Process returns only with the task's result, and bounds goroutines that come with work
// of their own, as the requests of a server do. So here each submitter draws its next task itself. Were one to hand the
// tasks to the others by a channel, that hand-over would come on top of tunny's three and be none of its own. One more
// submitter than there are workers is what leaves no worker idle, and as many tasks in flight as elsewhere.
func tunnyPool(session *workload.Session) error {
	oneMoreThanWorkers := func(s settings) int64 { return s.workers + 1 }
	return program{start: startTunny, atOnce: asManyAsWorkers, submitters: oneMoreThanWorkers}.run(session)
}

type tunnyWorkers struct {
	pool *tunny.Pool
}

// nobody is the identity of each worker's first task: the pool runs one function, which knows tasks by their identity.
const nobody = int64(-1)

func startTunny(s settings, task func(id int64)) (taskPool, error) {
	roll := newRollCall(s.workers)
	p := tunny.NewFunc(int(s.workers), func(payload any) any {
		id := payload.(int64)
		if id == nobody {
			roll.answer()
		} else {
			task(id)
		}
		return nil
	})
	var callers sync.WaitGroup
	callers.Add(int(s.workers))
	for range s.workers {
		go func() {
			p.Process(nobody)
			callers.Done()
		}()
	}
	roll.wait()
	callers.Wait()
	return tunnyWorkers{pool: p}, nil
}

func (t tunnyWorkers) started() int64 { return int64(t.pool.GetSize()) }

func (t tunnyWorkers) submit(id int64) error {
	t.pool.Process(id)
	return nil
}

// wait has nothing to wait for: Process has.
func (t tunnyWorkers) wait() error { return nil }

func (t tunnyWorkers) stop() error {
	t.pool.Close()
	return nil
}
