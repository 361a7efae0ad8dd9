// Package peers holds public benchmarks of pools at settings that the scenario worker-pool has too: the same loop as in
// the benchmark file of ants, where an operation is the submission of all tasks and the wait for the last. There a pool has
// 50,000 workers, in pond's own 200,000, which is beyond what the scenario takes. scripts/check-peers.ts runs them.
package peers

import (
	"sync"
	"testing"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	"golang.org/x/sync/errgroup"
)

const (
	tasks        = 200_000
	sleepWorkers = 4_096 // the most that the scenario takes
	emptyWorkers = 2
	pondQueue    = 65_536
	sleep        = 10 * time.Millisecond
)

func sleepTask() { time.Sleep(sleep) }

func emptyTask() {}

func BenchmarkAntsSleep(b *testing.B) { benchmarkAnts(b, sleepWorkers, sleepTask) }

func BenchmarkAntsEmpty(b *testing.B) { benchmarkAnts(b, emptyWorkers, emptyTask) }

func benchmarkAnts(b *testing.B, workers int, task func()) {
	pool, err := ants.NewPool(workers)
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Release()
	var done sync.WaitGroup
	b.ResetTimer()
	for range b.N {
		done.Add(tasks)
		for range tasks {
			err := pool.Submit(func() {
				task()
				done.Done()
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		done.Wait()
	}
}

func BenchmarkPondSubmitSleep(b *testing.B) { benchmarkPond(b, sleepWorkers, pondSubmit, sleepTask) }

func BenchmarkPondSubmitEmpty(b *testing.B) { benchmarkPond(b, emptyWorkers, pondSubmit, emptyTask) }

func BenchmarkPondGoSleep(b *testing.B) { benchmarkPond(b, sleepWorkers, pond.Pool.Go, sleepTask) }

func BenchmarkPondGoEmpty(b *testing.B) { benchmarkPond(b, emptyWorkers, pond.Pool.Go, emptyTask) }

// pondSubmit is the way of pond's README: nobody waits for a single task.
func pondSubmit(pool pond.Pool, task func()) error {
	pool.Submit(task)
	return nil
}

// benchmarkPond starts and stops a pool in each operation, as pond's own benchmark does.
func benchmarkPond(b *testing.B, workers int, submit func(pool pond.Pool, task func()) error, task func()) {
	for range b.N {
		pool := pond.NewPool(workers, pond.WithQueueSize(pondQueue))
		for range tasks {
			if err := submit(pool, task); err != nil {
				b.Fatal(err)
			}
		}
		pool.StopAndWait()
	}
}

func BenchmarkErrgroupSleep(b *testing.B) { benchmarkErrgroup(b, sleepWorkers, sleepTask) }

func BenchmarkErrgroupEmpty(b *testing.B) { benchmarkErrgroup(b, emptyWorkers, emptyTask) }

func benchmarkErrgroup(b *testing.B, workers int, task func()) {
	for range b.N {
		var group errgroup.Group
		group.SetLimit(workers)
		for range tasks {
			group.Go(func() error {
				task()
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			b.Fatal(err)
		}
	}
}
