package main

// taskPool runs tasks, each known by its identity. One goroutine submits all of them and then waits.
type taskPool interface {
	// started is the number of goroutines that are there for tasks, running or not. It is 0 where every task gets a
	// goroutine of its own.
	started() int64
	// submit blocks while a bounded pool is full. Nothing queues: at most its workers' tasks and the one that is being
	// submitted are in flight.
	submit(id int64) error
	// wait returns when all submitted tasks are done. The pool stays.
	wait() error
	// stop ends the workers.
	stop() error
}

// start gives a pool of so many workers, all of which have answered: a goroutine that has never run has not touched
// its stack, and would hide from the memory at armed.
type start func(workers int64, task func(id int64)) (taskPool, error)
