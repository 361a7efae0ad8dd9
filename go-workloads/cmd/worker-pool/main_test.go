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
		Scenario: "worker-pool", Variant: variant, Parameters: parameters, Probe: probe, Warmups: 1, Iterations: 1,
	})
}

// variant is what a row promises: whether its workers bound it, and whether they are there before the first task.
type variant struct {
	name           string
	bounded, eager bool
}

// The checksums are those of scenarios/cpu-unit.ts.
type size struct {
	tasks, workers, cost, waitMs int64
	checksum                     string
}

func TestEveryVariantDoesWhatItsManifestSays(t *testing.T) {
	for _, variant := range []variant{
		{name: "go/unbounded"},
		{name: "go/channel-workers", bounded: true, eager: true},
		{name: "go/errgroup-limit", bounded: true},
		{name: "go/ants", bounded: true, eager: true},
	} {
		for _, probe := range []string{"memory", "latency"} {
			for _, size := range []size{
				{tasks: 0, workers: 2, cost: 1, checksum: "0"},
				{tasks: 1, workers: 3, cost: 2, checksum: "269958183"},
				{tasks: 200, workers: 1, cost: 2, checksum: "431970145596"},
				{tasks: 200, workers: 3, cost: 0, checksum: "26176"},
				{tasks: 12, workers: 3, cost: 1, waitMs: 50, checksum: "26905014020"},
			} {
				t.Run(fmt.Sprint(variant.name, " ", probe, " ", size), func(t *testing.T) {
					messages, err := sample(t, variant.name, probe, fmt.Sprintf(
						`{"tasks":%d,"workers":%d,"cost":%d,"wait_ms":%d,"buffer":4,"batch":3}`, size.tasks, size.workers, size.cost, size.waitMs))
					if err != nil {
						t.Fatal(err)
					}
					check(t, messages, variant, probe, size)
				})
			}
		}
	}
}

func check(t *testing.T, messages []workload.Message, variant variant, probe string, size size) {
	t.Helper()
	phases, distributions := "armed drained", ""
	if probe == "latency" {
		phases, distributions = "", "submit_to_start submit_to_done"
	}
	var held, distributed []string
	for _, message := range messages {
		switch message := message.(type) {
		case workload.Hold:
			held = append(held, string(message.Phase))
			expectHeld(t, message, variant, size)
		case workload.Iterated:
			expectManifest(t, message.Manifest, variant, size)
			expectMeasurements(t, message, variant, probe, size)
		case workload.Distribution:
			distributed = append(distributed, message.Name)
			expectCount(t, message, size.tasks)
		}
	}
	// Held twice: in the warm-up too.
	if received := strings.Join(held, " "); received != strings.TrimSpace(phases+" "+phases) {
		t.Errorf("expected holds %q in both iterations, received %q", phases, received)
	}
	if received := strings.Join(distributed, " "); received != distributions {
		t.Errorf("expected distributions %q, received %q", distributions, received)
	}
	if _, done := messages[len(messages)-1].(workload.Done); !done {
		t.Errorf("expected done at the end, received %+v", messages[len(messages)-1])
	}
}

func expectHeld(t *testing.T, hold workload.Hold, variant variant, size size) {
	t.Helper()
	created, completed := size.tasks, size.tasks
	if hold.Phase == workload.PhaseArmed {
		created, completed = 0, 0
		if variant.eager {
			created = size.workers
		}
	}
	if hold.Created != created || hold.Completed != completed || hold.TimeLeftNs != nil || hold.Witness != nil {
		t.Errorf("expected %d created and %d completed, received %+v", created, completed, hold)
	}
}

func expectManifest(t *testing.T, m workload.Manifest, variant variant, size size) {
	t.Helper()
	if m.Created != size.tasks || m.Completed != size.tasks || m.Messages != 0 || *m.Checksum != size.checksum {
		t.Errorf("expected %d tasks, checksum %s, received %+v, checksum %s", size.tasks, size.checksum, m, *m.Checksum)
	}
	most := size.tasks
	if variant.bounded {
		most = min(most, size.workers+1)
	}
	if m.PeakAlive < min(1, size.tasks) || m.PeakAlive > most {
		t.Errorf("expected at most %d in flight, received %d", most, m.PeakAlive)
	}
}

func expectMeasurements(
	t *testing.T, iterated workload.Iterated, variant variant, probe string, size size,
) {
	t.Helper()
	names := "startNs workNs workCpuNs unitNs unitSpread peakRunning workersUsed"
	if probe == "latency" {
		names = "unitNs peakRunning workersUsed"
	}
	var received []string
	values := map[string]float64{}
	for _, measurement := range iterated.Measurements {
		received = append(received, measurement.Name)
		values[measurement.Name] = measurement.Value
	}
	if strings.Join(received, " ") != names {
		t.Errorf("expected measurements %s, received %s", names, received)
	}
	if probe == "memory" && values["startNs"]+values["workNs"] != float64(iterated.ElapsedNs) {
		t.Errorf("expected the two timed parts to be %d ns, received %v", iterated.ElapsedNs, values)
	}
	if (values["unitNs"] > 0) != (size.cost > 0) || probe == "memory" && (values["unitSpread"] >= 1) != (size.cost > 0) {
		t.Errorf("expected a unit to be measured only where tasks do one, received %v", values)
	}
	if values["workersUsed"] != 0 {
		t.Errorf("expected no number of workers that had a task, received %v", values["workersUsed"])
	}
	expectRunning(t, int64(values["peakRunning"]), variant, size)
}

// A task that waits leaves ample time to submit what the bound still has room for, again and again. Without a bound
// there is one chance only, and nothing to prove.
func expectRunning(t *testing.T, peak int64, variant variant, size size) {
	t.Helper()
	least, most := min(1, size.tasks), size.tasks
	if variant.bounded {
		most = min(most, size.workers)
		if size.waitMs > 0 {
			least = most
		}
	}
	if peak < least || peak > most {
		t.Errorf("expected from %d to %d tasks to run at one time, received %d", least, most, peak)
	}
}

func expectCount(t *testing.T, distribution workload.Distribution, count int64) {
	t.Helper()
	histogram, err := hdrhistogram.Decode([]byte(distribution.Data))
	if err != nil {
		t.Fatal(err)
	}
	if distribution.Count != count || histogram.TotalCount() != count {
		t.Errorf("%s: expected %d values, received %d and %d",
			distribution.Name, count, distribution.Count, histogram.TotalCount())
	}
}

func TestALatencyCountsTheTimeInABlockedSubmit(t *testing.T) {
	const waitNs = 20_000_000
	for _, variant := range []string{"go/channel-workers", "go/errgroup-limit", "go/ants"} {
		t.Run(variant, func(t *testing.T) {
			messages, err := sample(t, variant, "latency", `{"tasks":3,"workers":1,"cost":0,"wait_ms":20,"buffer":4,"batch":3}`)
			if err != nil {
				t.Fatal(err)
			}
			// The second task cannot start before the first is done.
			for _, message := range messages {
				if distribution, ok := message.(workload.Distribution); ok {
					expectLongest(t, distribution, waitNs)
				}
			}
		})
	}
}

func expectLongest(t *testing.T, distribution workload.Distribution, leastNs int64) {
	t.Helper()
	histogram, err := hdrhistogram.Decode([]byte(distribution.Data))
	if err != nil {
		t.Fatal(err)
	}
	// Max is the upper end of a bucket, and the submitting loop may be late by itself.
	if longest := histogram.Max(); longest < leastNs/2 {
		t.Errorf("%s: expected a task that waited for about %d ns, received at most %d",
			distribution.Name, leastNs, longest)
	}
}

func TestBadParametersExit64(t *testing.T) {
	for _, parameters := range []string{
		`{}`,
		`{"tasks":-1,"workers":1,"cost":0,"wait_ms":0,"buffer":4,"batch":3}`,
		`{"tasks":1000001,"workers":1,"cost":0,"wait_ms":0,"buffer":4,"batch":3}`,
		`{"tasks":1,"workers":0,"cost":0,"wait_ms":0,"buffer":4,"batch":3}`,
		`{"tasks":1,"workers":4097,"cost":0,"wait_ms":0,"buffer":4,"batch":3}`,
		`{"tasks":1,"workers":1,"cost":10001,"wait_ms":0,"buffer":4,"batch":3}`,
		`{"tasks":1,"workers":1,"cost":0,"wait_ms":10001,"buffer":4,"batch":3}`,
		`{"tasks":1,"workers":1,"cost":0,"wait_ms":0,"buffer":4,"batch":3,"more":1}`,
		`{"tasks":1,"workers":1,"cost":0,"wait_ms":0,"buffer":65537,"batch":3}`,
		`{"tasks":1,"workers":1,"cost":0,"wait_ms":0,"buffer":4,"batch":0}`,
	} {
		t.Run(parameters, func(t *testing.T) {
			messages, err := sample(t, "go/ants", "memory", parameters)
			exit, ok := err.(*exec.ExitError)
			if !ok || exit.ExitCode() != 64 || len(messages) > 0 {
				t.Errorf("expected exit 64 without messages, received %v, %+v", err, messages)
			}
		})
	}
}
