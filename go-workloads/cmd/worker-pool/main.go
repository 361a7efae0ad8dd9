// Command worker-pool holds the Go programs of the scenario "worker-pool": when does a bounded pool pay?
package main

import (
	"github.com/panjf2000/ants/v2"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func main() {
	// Importing ants starts a pool that no row here uses. Its two tickers would wake the process in every row's holds.
	ants.Release()
	workload.Main("worker-pool", map[string]workload.Variant{
		"go/ants":              antsPool,
		"go/ants-multi-pool":   antsMultiPool,
		"go/ants-tuned":        antsTuned,
		"go/batched-workers":   batchedWorkers,
		"go/buffered-workers":  bufferedWorkers,
		"go/channel-semaphore": channelSemaphore,
		"go/channel-workers":   channelWorkers,
		"go/conc":              concPool,
		"go/errgroup-limit":    errgroupLimit,
		"go/playground-pool":   playgroundPool,
		"go/pond":              pondPool,
		"go/pond-go":           pondGo,
		"go/semaphore":         weightedSemaphore,
		"go/serial":            serial,
		"go/tunny":             tunnyPool,
		"go/unbounded":         unbounded,
	})
}
