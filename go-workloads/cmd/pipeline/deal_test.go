package main

import (
	"fmt"
	"testing"
)

func TestPlacesAreDealtOut(t *testing.T) {
	for _, c := range []struct {
		places, workers int64
		expected        string
	}{
		{0, 3, "[0 0 0]"},
		{1, 3, "[1 0 0]"},
		{6, 3, "[2 2 2]"},
		{8, 3, "[3 3 2]"},
	} {
		var shares []int
		for _, channel := range deal(c.places, c.workers) {
			shares = append(shares, cap(channel))
		}
		if received := fmt.Sprint(shares); received != c.expected {
			t.Errorf("%d places to %d workers: expected %s, received %s", c.places, c.workers, c.expected, received)
		}
	}
}
