//go:build unix

package workload

import (
	"testing"
	"time"
)

func TestContextSwitchesCountAThreadThatWaits(t *testing.T) {
	before, err := ContextSwitches()
	if err != nil {
		t.Fatal(err)
	}
	const waits = 20
	for range waits {
		time.Sleep(time.Millisecond) // nothing else runs, so that the thread has to leave its CPU
	}
	after, err := ContextSwitches()
	if err != nil {
		t.Fatal(err)
	}
	if after-before < waits {
		t.Errorf("expected at least %d context switches, received %d", waits, after-before)
	}
}
