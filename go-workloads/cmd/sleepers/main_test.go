package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/interleave-bench/interleave/go-workloads/internal/programtest"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

// sample starts one process, gives every go-ahead, and returns its messages and its error.
func sample(t *testing.T, variant, probe, parameters string) ([]workload.Message, error) {
	t.Helper()
	return programtest.Sample(t, programtest.Request{
		Scenario: "sleepers", Variant: variant, Parameters: parameters, Probe: probe, Warmups: 1, Iterations: 1,
	})
}

func TestEveryVariantDoesWhatItsManifestSays(t *testing.T) {
	for _, variant := range []string{"go/after-func", "go/goroutine-sleep", "go/locked-thread"} {
		for _, probe := range []string{"memory", "latency"} {
			for _, size := range []struct {
				tasks int64
				wake  string
			}{{0, "same-duration"}, {1, "same-duration"}, {100, "same-duration"}, {100, "same-deadline"}} {
				t.Run(fmt.Sprint(variant, " ", probe, " ", size), func(t *testing.T) {
					messages, err := sample(t, variant, probe,
						fmt.Sprintf(`{"tasks":%d,"wake":%q,"waitNs":150000000}`, size.tasks, size.wake))
					if err != nil {
						t.Fatal(err)
					}
					check(t, messages, probe, size.tasks)
				})
			}
		}
	}
}

func check(t *testing.T, messages []workload.Message, probe string, tasks int64) {
	t.Helper()
	checksum, phases, measured := "<nil>", "armed parked drained collected", "createNs parkNs wakeSpanNs"
	if probe == "latency" {
		checksum, phases, measured = fmt.Sprint(max(0, tasks*(tasks-1)/2)), "parked", "earlyCount earliestNs"
	}
	var held []string
	for _, message := range messages {
		switch message := message.(type) {
		case workload.Hold:
			held = append(held, string(message.Phase))
			expectWaiting(t, message.Phase, tasks, message.Completed, message.TimeLeftNs)
		case workload.Resumed:
			expectWaiting(t, message.Phase, tasks, message.Completed, message.TimeLeftNs)
		case workload.Iterated:
			expectManifest(t, message, tasks, checksum, measured)
			if received := strings.Join(held, " "); received != phases {
				t.Errorf("expected holds %s, received %s", phases, received)
			}
			held = nil
		case workload.Distribution:
			expectDistribution(t, message, tasks)
		}
	}
	if _, done := messages[len(messages)-1].(workload.Done); !done {
		t.Errorf("expected done at the end, received %+v", messages[len(messages)-1])
	}
}

func expectWaiting(t *testing.T, phase workload.Phase, tasks, completed int64, timeLeftNs *int64) {
	t.Helper()
	if phase == workload.PhaseArmed || phase == workload.PhaseParked {
		if completed != 0 || (timeLeftNs != nil) != (tasks > 0) || tasks > 0 && *timeLeftNs <= 0 {
			t.Errorf("%s: expected tasks that wait, received %d completed, time left %v", phase, completed, timeLeftNs)
		}
	} else if completed != tasks || timeLeftNs != nil {
		t.Errorf("%s: expected %d completed and no time left, received %d, %v", phase, tasks, completed, timeLeftNs)
	}
}

func expectManifest(t *testing.T, iterated workload.Iterated, tasks int64, checksum, measured string) {
	t.Helper()
	m := iterated.Manifest
	received := "<nil>"
	if m.Checksum != nil {
		received = *m.Checksum
	}
	if m.Created != tasks || m.Completed != tasks || m.PeakAlive != tasks || m.Messages != 0 || received != checksum {
		t.Errorf("expected %d tasks, checksum %s, received %+v, checksum %s", tasks, checksum, m, received)
	}
	var names []string
	for _, measurement := range iterated.Measurements {
		names = append(names, measurement.Name)
		if measurement.Value < 0 {
			t.Errorf("%s: expected 0 or more, received %v", measurement.Name, measurement.Value)
		}
	}
	if strings.Join(names, " ") != measured {
		t.Errorf("expected measurements %s, received %s", measured, names)
	}
}

func expectDistribution(t *testing.T, distribution workload.Distribution, count int64) {
	t.Helper()
	histogram, err := hdrhistogram.Decode([]byte(distribution.Data))
	if err != nil {
		t.Fatal(err)
	}
	if distribution.Name != "wake_lateness" || distribution.Count != count || histogram.TotalCount() != count {
		t.Errorf("expected wake_lateness of %d values, received %s of %d and %d",
			count, distribution.Name, distribution.Count, histogram.TotalCount())
	}
}

func TestBadParametersExit64(t *testing.T) {
	for _, parameters := range []string{
		`{}`,
		`{"tasks":-1,"wake":"same-duration","waitNs":1}`,
		`{"tasks":1,"wake":"never","waitNs":1}`,
		`{"tasks":1,"wake":"same-duration","waitNs":-1}`,
		`{"tasks":1,"wake":"same-duration","waitNs":1,"more":1}`,
	} {
		t.Run(parameters, func(t *testing.T) {
			messages, err := sample(t, "go/locked-thread", "memory", parameters)
			exit, ok := err.(*exec.ExitError)
			if !ok || exit.ExitCode() != 64 || len(messages) > 0 {
				t.Errorf("expected exit 64 without messages, received %v, %+v", err, messages)
			}
		})
	}
}

// What proves it is the time left: tasks that have had no chance to run by then have not completed either.
func TestTooShortAWaitIsToldAndNotHidden(t *testing.T) {
	messages, err := sample(t, "go/goroutine-sleep", "memory", `{"tasks":100,"wake":"same-deadline","waitNs":0}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, message := range messages {
		if resumed, ok := message.(workload.Resumed); ok && resumed.Phase == workload.PhaseParked &&
			(resumed.TimeLeftNs == nil || *resumed.TimeLeftNs > 0) {
			t.Errorf("expected no time left, received %+v", resumed)
		}
	}
}
