package main

import (
	"runtime"
	"runtime/debug"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// lockedThread: a goroutine locked to its kernel thread, blocked in a system call of that thread. The goroutine ends
// locked, so that the runtime ends the thread with it. The harness counts the threads from outside: to the runtime a
// goroutine in a system call is not one that waits.
func lockedThread(session *workload.Session) error {
	allowThreads(session.Request.Parameters)
	return program{
		createUncounted: func(c *crowd) {
			task := func() {
				runtime.LockOSThread()
				c.begin()
				blockThread(c.wait())
				c.finish()
			}
			for ; c.created < c.tasks; c.created++ {
				go task()
			}
		},
		createTimed: func(c *timedCrowd) {
			task := func(id int64) {
				runtime.LockOSThread()
				c.startsNs[id] = c.clock.Now()
				c.begin()
				blockThread(c.wait())
				c.woke(id)
			}
			for ; c.created < c.tasks; c.created++ {
				go task(c.created)
			}
		},
		witness: noWitness,
	}.run(session)
}

// allowThreads raises the runtime's limit, which ends the process at 10,000 threads, where the tasks need more.
// Bad parameters are left to program.run, which names them.
func allowThreads(parameters workload.Parameters) {
	const runtimesOwn = 1_000
	s, err := readSettings(parameters)
	if err != nil {
		return
	}
	needed := int(s.tasks) + runtimesOwn
	if limit := debug.SetMaxThreads(needed); limit > needed {
		debug.SetMaxThreads(limit)
	}
}
