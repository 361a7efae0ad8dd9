// Command control holds the programs of the scenario "control": did the machine stay the same during the run?
package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

func main() {
	workload.Main("control", map[string]workload.Variant{
		"go/integer-loop": integerLoop,
		"os/futex":        futex,
	})
}
