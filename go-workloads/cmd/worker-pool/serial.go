package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// serial: no pool and no goroutine. The submitter runs each task itself; what the others gain is gained over this.
func serial(session *workload.Session) error {
	return program{start: startSerial, atOnce: one}.run(session)
}

type submitterAlone struct{ task func(id int64) }

func startSerial(_ settings, task func(id int64)) (taskPool, error) {
	return submitterAlone{task: task}, nil
}

func (submitterAlone) started() int64 { return 0 }

func (s submitterAlone) submit(id int64) error {
	s.task(id)
	return nil
}

func (submitterAlone) wait() error { return nil }

func (submitterAlone) stop() error { return nil }
