package main

// taskPool runs tasks, each known by its identity.
type taskPool interface {
	// started is the number of goroutines that are there for tasks, running or not. It is 0 where every task gets a
	// goroutine of its own.
	started() int64
	// submit blocks while a bounded pool is full: scenarios/worker-pool/go-rows.ts says how many tasks may be in flight,
	// the one that is being submitted among them. A pool that gives its workers several tasks at once may keep it back.
	submit(id int64) error
	// wait hands over what was kept back and returns when all submitted tasks are done. No task is submitted after it.
	wait() error
	// stop ends the workers, where wait has not.
	stop() error
}

// start gives a pool. Where workers are there before the first task, all have answered: a goroutine that has never run
// has not touched its stack, and would hide from the memory at armed.
type start func(s settings, task func(id int64)) (taskPool, error)
