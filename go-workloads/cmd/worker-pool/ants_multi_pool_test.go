package main

import "testing"

func TestPoolsForSplitsEvenlyAndLeavesNoWorkerAlone(t *testing.T) {
	for workers, want := range map[int64]int64{
		1: 1, 2: 1, 3: 1, 4: 2, 6: 3, 7: 1, 8: 4, 9: 3, 20: 10, 22: 2, 64: 8, 1_024: 8, 4_093: 1, 4_096: 8,
	} {
		if got := poolsFor(workers); got != want {
			t.Errorf("%d workers: expected %d pools, received %d", workers, want, got)
		}
	}
}
