package handover

import (
	"runtime"
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// A task that does all the counting alone gets the sum right.
func TestSchedulingsTellAlternationFromCountingAlone(t *testing.T) {
	const handovers = 10_000
	const unrecorded = 16
	token := make(chan int64)
	for name, test := range map[string]struct {
		pair        Pair
		least, most float64
	}{
		"alternation": {
			Pair{
				First:  func(last int64) Tally { return pass(token, last, 0) },
				Second: func(last int64) Tally { return pass(token, last, 1) },
			},
			handovers - unrecorded, handovers * 2,
		},
		"alone": {
			Pair{
				First: func(last int64) Tally {
					var tally Tally
					for number := range last + 1 {
						tally.Add(number)
					}
					return tally
				},
				Second: func(int64) Tally { return Tally{} },
			},
			0, unrecorded * 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			program := Program{NewPair: func() Pair { return test.pair }}
			result, err := program.measure(workload.Clock{}, newSchedulings(), handovers)
			if err != nil {
				t.Fatal(err)
			}
			if checksum := *result.Manifest.Checksum; checksum != "49995000" {
				t.Errorf("expected the sum of all tokens, received %s", checksum)
			}
			if counted := result.Measurements[1].Value; counted < test.least || counted > test.most {
				t.Errorf("expected %v to %v schedulings, received %v", test.least, test.most, counted)
			}
		})
	}
}

// pass sends the even tokens and receives the odd ones as task 0, the other way round as task 1.
func pass(channel chan int64, last, task int64) Tally {
	var tally Tally
	for number := range last + 1 {
		if number&1 == task {
			channel <- number
		} else {
			tally.Add(<-channel)
		}
	}
	return tally
}
