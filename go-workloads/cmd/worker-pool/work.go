package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// work is what the second timed part took.
type work struct {
	ns    int64
	cpuNs int64 // of all threads
}

// measureWork reads the CPU time just outside the region whose time it takes, so that the start of the program and of
// the pool is no part of it.
func measureWork(session *workload.Session, run func() error) (work, error) {
	beforeNs, err := workload.CPUTime()
	if err != nil {
		return work{}, err
	}
	startNs := session.Now()
	if err := run(); err != nil {
		return work{}, err
	}
	ns := session.Now() - startNs
	afterNs, err := workload.CPUTime()
	return work{ns: ns, cpuNs: afterNs - beforeNs}, err
}
