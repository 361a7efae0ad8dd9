package main

import (
	"slices"
	"testing"
	"time"
)

// The Node side expects the same.
func TestDurationsAreGoneThroughOutOfOrder(t *testing.T) {
	for _, test := range []struct {
		distinct int64
		ms       []int64
	}{
		{1, []int64{7, 7, 7, 7}},
		{5, []int64{7, 10, 8, 11, 9, 7, 10}},
		{1_000, []int64{7, 960, 913, 866}},
		{1_000_000, []int64{7, 611_960, 223_913, 835_866}},
	} {
		durations := newDurations(settings{waitNs: int64(7 * time.Millisecond), durations: test.distinct})
		var received []int64
		for range test.ms {
			received = append(received, durations.next().Milliseconds())
		}
		if !slices.Equal(received, test.ms) {
			t.Errorf("%d durations: expected %v ms, received %v", test.distinct, test.ms, received)
		}
	}
}

func TestAsManyDurationsAsAsked(t *testing.T) {
	for _, distinct := range []int64{1, 2, 999, 100_000} {
		durations := newDurations(settings{waitNs: 1, durations: distinct})
		seen := map[time.Duration]bool{}
		for range distinct {
			seen[durations.next()] = true
		}
		if int64(len(seen)) != distinct {
			t.Errorf("expected %d durations, received %d", distinct, len(seen))
		}
	}
}
