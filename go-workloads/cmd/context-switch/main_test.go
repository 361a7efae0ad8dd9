package main

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/internal/programtest"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

// variants are those that this system has.
func variants() []string {
	portable := []string{"go/gosched", "go/channel-unbuffered", "go/channel-buffered", "go/mutex-cond", "go/locked-threads"}
	if runtime.GOOS != "linux" {
		return portable
	}
	return append(portable, "os/futex", "os/pipe")
}

func TestEveryBatchIsAStrictAlternation(t *testing.T) {
	for _, variant := range variants() {
		for _, handovers := range []int64{2, 3, 4, 1001, 2000} {
			t.Run(fmt.Sprint(variant, " ", handovers), func(t *testing.T) {
				ready, iterations := programtest.Iterations(t, programtest.Request{
					Scenario: "context-switch", Variant: variant, Warmups: 2, Iterations: 3,
					Parameters: fmt.Sprintf(`{"switches":%d,"batches":3}`, handovers),
				})
				if expected := variant[:strings.Index(variant, "/")]; ready.Runtime != expected {
					t.Errorf("expected runtime %s, received %s", expected, ready.Runtime)
				}
				checksum := strconv.FormatInt(handovers*(handovers-1)/2, 10)
				for _, iterated := range iterations {
					programtest.ExpectManifest(t, iterated.Manifest, workload.Manifest{
						Created: 2, Completed: 2, PeakAlive: 2, Messages: handovers, Checksum: &checksum,
					})
					expectMeasured(t, iterated.Measurements)
				}
			})
		}
	}
}

// expectMeasured checks the names, and gives the schedulings.
func expectMeasured(t *testing.T, received workload.Measurements) float64 {
	t.Helper()
	if len(received) != 2 || received[0].Name != "contextSwitches" || received[1].Name != "schedulings" ||
		received[0].Value < 0 || received[1].Value < 0 {
		t.Fatalf("expected contextSwitches and schedulings, at least 0, received %+v", received)
	}
	return received[1].Value
}

// With one P the first task would block in the kernel and nobody could start the second.
func TestBlockedThreadsLeaveAProcessorAndSaySo(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs Linux")
	}
	for _, variant := range []string{"os/futex", "os/pipe"} {
		for environment, expected := range map[string]float64{"1": 3, "2": 3, "5": 5} {
			t.Run(variant+" "+environment, func(t *testing.T) {
				ready, _ := programtest.Iterations(t, programtest.Request{
					Scenario: "context-switch", Variant: variant, Warmups: 0, Iterations: 1,
					Parameters:  `{"switches":100,"batches":1}`,
					Environment: []string{"GOMAXPROCS=" + environment},
				})
				if received := programtest.Limit(t, ready, "gomaxprocs"); received != expected {
					t.Errorf("expected gomaxprocs %v, received %v", expected, received)
				}
				if received := programtest.Limit(t, ready, "gogc"); received != nil {
					t.Errorf("expected the collector off, received gogc %v", received)
				}
			})
		}
	}
}

// On one P every hand-over of these has to go through the run queue.
func TestGoroutinesTakeTurnsOnOneProcessor(t *testing.T) {
	const unrecorded = 16 // the scheduler records every eighth start of each of the two
	for _, variant := range variants() {
		if strings.HasPrefix(variant, "os/") {
			continue
		}
		t.Run(variant, func(t *testing.T) {
			ready, iterations := programtest.Iterations(t, programtest.Request{
				Scenario: "context-switch", Variant: variant, Warmups: 1, Iterations: 2,
				Parameters: `{"switches":1001,"batches":2}`, Environment: []string{"GOMAXPROCS=1"},
			})
			if received := programtest.Limit(t, ready, "gomaxprocs"); received != 1.0 {
				t.Errorf("expected gomaxprocs 1, received %v", received)
			}
			for _, iterated := range iterations {
				if received := expectMeasured(t, iterated.Measurements); received < 1001-unrecorded {
					t.Errorf("expected 1001 schedulings, all but %d recorded, received %v", unrecorded, received)
				}
			}
		})
	}
}

func TestBadParametersExit64(t *testing.T) {
	for _, variant := range variants() {
		for _, parameters := range []string{
			`{}`,
			`{"switches":100}`,
			`{"batches":1}`,
			`{"switches":1,"batches":1}`,
			`{"switches":100000001,"batches":1}`,
			`{"switches":100,"batches":0}`,
			`{"switches":100,"batches":1001}`,
			`{"switches":100,"batches":1,"more":1}`,
		} {
			t.Run(variant+" "+parameters, func(t *testing.T) {
				programtest.ExpectRefused(t, programtest.Request{
					Scenario: "context-switch", Variant: variant, Iterations: 1, Parameters: parameters,
				})
			})
		}
	}
}
