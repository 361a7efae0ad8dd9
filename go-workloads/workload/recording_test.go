package workload

import (
	"strings"
	"testing"
)

func TestASlotThatWasNeverWrittenIsNoShortLatency(t *testing.T) {
	session := &Session{Request: Request{Iterations: 1}}
	recording := session.Record("wake_lateness", 3)
	recording.values[0], recording.values[1] = 5, 0
	if _, err := recording.distribution(); err == nil || !strings.Contains(err.Error(), "none in slot 2 of 3") {
		t.Errorf("expected an error about slot 2, received %v", err)
	}
	recording.values[2] = -1
	distribution, err := recording.distribution()
	if err != nil || distribution.Count != 3 {
		t.Errorf("expected 3 values, received %d, %v", distribution.Count, err)
	}
}
