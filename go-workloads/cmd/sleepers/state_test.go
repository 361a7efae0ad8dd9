package main

import (
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// The state's place is what the two rows differ in: one allocates nothing, the other its bytes.
func TestWhereTheStateIs(t *testing.T) {
	const many = 1 << 40
	c := newCrowd(settings{tasks: many, durations: 1, state: 4_096}, perTask{}, workload.Clock{}, 0)
	onStack := keptOnStack[[4_096]byte](c)
	onHeap := keptOnHeap(c)
	for name, test := range map[string]struct {
		task      func()
		allocated float64
	}{
		"stack": {func() { onStack(1, 0) }, 0},
		"heap":  {func() { onHeap(1, 0) }, 1},
	} {
		if allocated := testing.AllocsPerRun(100, test.task); allocated != test.allocated {
			t.Errorf("%s: expected %v allocations a task, received %v", name, test.allocated, allocated)
		}
	}
}
