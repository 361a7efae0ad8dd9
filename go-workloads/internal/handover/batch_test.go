package handover

import (
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// pretend is a pair whose second task claims what it likes.
func pretend(second Tally) Pair {
	return Pair{
		First:  func(int64) Tally { return Tally{Received: 1, Sum: 1, Latest: 1} },
		Second: func(int64) Tally { return second },
	}
}

func TestAResultIsTheSumOfWhatBothReceived(t *testing.T) {
	for name, test := range map[string]struct {
		second   Tally
		messages int64
		checksum string
	}{
		"honest":        {Tally{Received: 2, Sum: 0 + 2, Latest: 2}, 3, "3"},
		"token twice":   {Tally{Received: 3, Sum: 0 + 2 + 2, Latest: 2}, 4, "5"},
		"token skipped": {Tally{Received: 1, Sum: 2, Latest: 2}, 2, "3"},
	} {
		t.Run(name, func(t *testing.T) {
			program := Program{NewPair: func() Pair { return pretend(test.second) }}
			result, err := program.measure(workload.Clock{}, nil, 3)
			if err != nil {
				t.Fatal(err)
			}
			manifest := result.Manifest
			if manifest.Messages != test.messages || *manifest.Checksum != test.checksum {
				t.Errorf("expected %d messages and checksum %s, received %d and %s",
					test.messages, test.checksum, manifest.Messages, *manifest.Checksum)
			}
			if manifest.Created != 2 || manifest.Completed != 2 {
				t.Errorf("expected two tasks, received %+v", manifest)
			}
		})
	}
}
