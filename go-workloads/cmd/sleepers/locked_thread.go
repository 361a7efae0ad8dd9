package main

import (
	"runtime"
	"runtime/debug"
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// lockedThread: a goroutine locked to its kernel thread, blocked in a system call of that thread. The goroutine ends
// locked, so that the runtime ends the thread with it. The harness counts the threads from outside: to the runtime a
// goroutine in a system call is not one that waits.
func lockedThread(session *workload.Session) error {
	allowThreads(session.Request.Parameters)
	return program{
		create: func(c *crowd) {
			c.spawn(
				func() {
					runtime.LockOSThread()
					blockThread(c.begun())
					c.finish()
				},
				func(id int64, duration time.Duration) {
					runtime.LockOSThread()
					blockThread(c.begunAs(id, duration))
					c.woke(id)
				},
			)
		},
		witness: noWitness,
	}.run(session)
}

// allowThreads raises the runtime's limit, which ends the process at 10,000 threads, where the tasks need more.
// Bad parameters are left to program.run, which names them.
func allowThreads(parameters workload.Parameters) {
	const runtimesOwn = 1_000
	s, err := readSettings(parameters, false)
	if err != nil {
		return
	}
	needed := int(s.tasks) + runtimesOwn
	if limit := debug.SetMaxThreads(needed); limit > needed {
		debug.SetMaxThreads(limit)
	}
}
