// Command pipeline holds the Go programs of the scenario "pipeline": what does passing data between stages cost?
package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

func main() {
	workload.Main("pipeline", map[string]workload.Variant{
		"go/channels": channels,
	})
}
