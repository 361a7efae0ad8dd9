package main

import "testing"

// A closed channel is always ready. If it stayed a case, it would be taken for all those that are still open.
func TestAMergeOutlivesTheFirstClosedChannel(t *testing.T) {
	channels := deal(0, 3)
	close(channels[0])
	const items = 100
	go func() {
		for id := range items {
			channels[1] <- &slot{id: int64(id)}
		}
		close(channels[1])
		channels[2] <- &slot{id: items}
		close(channels[2])
	}()
	expected := int64(0)
	merge(channels, func(item *slot) {
		if item.id != expected {
			t.Errorf("expected item %d, received %d", expected, item.id)
		}
		expected++
	})
	if expected != items+1 {
		t.Errorf("expected %d items, received %d", items+1, expected)
	}
}
