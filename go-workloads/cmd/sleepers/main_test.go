package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

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

// what is one set of parameters.
type what struct {
	tasks     int64
	wake      string
	durations int64
	state     int64
	join      string
}

func (w what) parameters(wait time.Duration) string {
	return fmt.Sprintf(`{"tasks":%d,"wake":%q,"waitNs":%d,"durations":%d,"state":%d,"join":%q}`,
		w.tasks, w.wake, int64(wait), w.durations, w.state, w.join)
}

// attained takes a sample in which all tasks were alive at once: like the harness, it tries a longer wait where a busy
// machine needs it.
func (w what) attained(t *testing.T, variant, probe string) []workload.Message {
	t.Helper()
	const longest = 10 * time.Second
	for wait := 150 * time.Millisecond; ; wait *= 4 {
		messages, err := sample(t, variant, probe, w.parameters(wait))
		if err != nil {
			t.Fatal(err)
		}
		late := func(message workload.Message) bool {
			resumed, ok := message.(workload.Resumed)
			return ok && resumed.TimeLeftNs != nil && *resumed.TimeLeftNs <= 0
		}
		if wait*4 > longest || !slices.ContainsFunc(messages, late) {
			return messages
		}
	}
}

// checksum adds up what each task's value must be.
func (w what) checksum(probe string) string {
	if probe == "memory" && w.join == "counter" && w.state == 0 {
		return "<nil>"
	}
	var sum int64
	for id := range w.tasks {
		if w.state == 0 {
			sum += id
		}
		for at := range w.state {
			sum += id%128 + at%128
		}
	}
	return fmt.Sprint(sum)
}

func TestEveryVariantDoesWhatItsManifestSays(t *testing.T) {
	plain := []what{
		{0, "same-duration", 1, 0, "counter"},
		{1, "same-duration", 1, 0, "counter"},
		{100, "same-duration", 1, 0, "counter"},
		{100, "same-deadline", 1, 0, "counter"},
		{100, "same-duration", 30, 0, "counter"},
		{0, "same-duration", 1, 0, "results"},
		{100, "same-duration", 30, 0, "results"},
		{100, "same-deadline", 1, 0, "results"},
	}
	stateful := []what{
		{0, "same-duration", 1, 256, "counter"},
		{300, "same-duration", 1, 256, "counter"},
		{300, "same-duration", 30, 1_024, "results"},
		{300, "same-deadline", 1, 4_096, "counter"},
	}
	for variant, keepsState := range map[string]bool{
		"go/after-func": false, "go/goroutine-sleep": false, "go/goroutine-channel": false, "go/locked-thread": false,
		"go/goroutine-stack-state": true, "go/goroutine-heap-state": true,
	} {
		cases := plain
		if keepsState {
			cases = append(slices.Clone(plain), stateful...)
		}
		for _, probe := range []string{"memory", "latency"} {
			for _, asked := range cases {
				t.Run(fmt.Sprint(variant, " ", probe, " ", asked), func(t *testing.T) {
					check(t, asked.attained(t, variant, probe), probe, asked)
				})
			}
		}
	}
}

func check(t *testing.T, messages []workload.Message, probe string, asked what) {
	t.Helper()
	tasks := asked.tasks
	phases, measured := "armed parked drained collected", "createNs parkNs wakeSpanNs"
	if probe == "latency" {
		phases, measured = "parked", "earlyCount earliestNs"
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
			expectManifest(t, message, tasks, asked.checksum(probe), measured)
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
	const rest = `,"durations":1,"state":0,"join":"counter"}`
	const sound = `{"tasks":1,"waitNs":1,"wake":`
	for _, parameters := range []string{
		`{}`,
		`{"tasks":1,"wake":"same-duration","waitNs":1}`,
		`{"tasks":-1,"wake":"same-duration","waitNs":1` + rest,
		`{"tasks":100000001,"wake":"same-duration","waitNs":1` + rest,
		`{"tasks":1,"wake":"never","waitNs":1` + rest,
		`{"tasks":1,"wake":"same-duration","waitNs":-1` + rest,
		`{"more":1,"tasks":1,"wake":"same-duration","waitNs":1` + rest,
		sound + `"same-duration","durations":0,"state":0,"join":"counter"}`,
		sound + `"same-duration","durations":1000001,"state":0,"join":"counter"}`,
		sound + `"same-deadline","durations":2,"state":0,"join":"counter"}`,
		sound + `"same-duration","durations":1,"state":0,"join":"wait-group"}`,
		sound + `"same-duration","durations":1,"state":256,"join":"counter"}`,
	} {
		t.Run(parameters, func(t *testing.T) { expectBadRequest(t, "go/locked-thread", parameters) })
	}
	for _, state := range []string{"1", "255", "4097", `"256"`} {
		t.Run(state, func(t *testing.T) {
			expectBadRequest(t, "go/goroutine-stack-state",
				sound+`"same-duration","durations":1,"join":"counter","state":`+state+`}`)
		})
	}
}

func expectBadRequest(t *testing.T, variant, parameters string) {
	t.Helper()
	messages, err := sample(t, variant, "memory", parameters)
	exit, ok := err.(*exec.ExitError)
	if !ok || exit.ExitCode() != 64 || len(messages) > 0 {
		t.Errorf("expected exit 64 without messages, received %v, %+v", err, messages)
	}
}

// What proves it is the time left: tasks that have had no chance to run by then have not completed either.
func TestTooShortAWaitIsToldAndNotHidden(t *testing.T) {
	messages, err := sample(t, "go/goroutine-sleep", "memory",
		`{"tasks":100,"wake":"same-deadline","waitNs":0,"durations":1,"state":0,"join":"counter"}`)
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
