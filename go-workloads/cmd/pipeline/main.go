// Command pipeline holds the Go programs of the scenario "pipeline": what does passing data between stages cost?
package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

func main() {
	variants := map[string]workload.Variant{}
	for name, program := range programs() {
		variants[name] = program.run
	}
	workload.Main("pipeline", variants)
}

func programs() map[string]program {
	return map[string]program{
		"go/batches":            batches(),
		"go/channel-per-worker": channelPerWorker(),
		"go/channels":           channels(),
		"go/channels-copied":    channelsCopied(),
		"go/mutex-queue":        mutexQueue(),
		"go/select-merge":       selectMerge(),
	}
}
