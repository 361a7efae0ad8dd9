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
		"go/ants":            antsPool,
		"go/channel-workers": channelWorkers,
		"go/errgroup-limit":  errgroupLimit,
		"go/unbounded":       unbounded,
	})
}
