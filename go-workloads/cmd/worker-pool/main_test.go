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

// The parameters of every sample here that all rows are given and few read.
const buffer, batch = 4, 3

// variant is what a row promises: how many tasks may be in flight, and whether its workers are there before the first.
type variant struct {
	name     string
	inFlight func(workers int64) int64 // nil where nothing bounds them
	eager    bool
}

func (v variant) mostInFlight(size size) int64 {
	if v.inFlight == nil {
		return size.tasks
	}
	return min(size.tasks, v.inFlight(size.workers))
}

func (v variant) mostRunning(size size) int64 {
	if v.inFlight == nil {
		return size.tasks
	}
	return min(size.workers, v.mostInFlight(size))
}

// The same as in scenarios/worker-pool/go-rows.ts, which judges what the harness runs.
func variants() []variant {
	alone := func(int64) int64 { return 1 }
	oneEach := func(workers int64) int64 { return workers + 1 }
	buffered := func(workers int64) int64 { return workers + buffer + 1 }
	batched := func(workers int64) int64 { return (workers + 1) * batch }
	twoPlacesEach := func(workers int64) int64 { return 3*workers + 1 }
	return []variant{
		{name: "go/serial", inFlight: alone},
		{name: "go/unbounded"},
		{name: "go/channel-workers", inFlight: oneEach, eager: true},
		{name: "go/buffered-workers", inFlight: buffered, eager: true},
		{name: "go/batched-workers", inFlight: batched, eager: true},
		{name: "go/channel-semaphore", inFlight: oneEach},
		{name: "go/semaphore", inFlight: oneEach},
		{name: "go/errgroup-limit", inFlight: oneEach},
		{name: "go/ants", inFlight: oneEach, eager: true},
		{name: "go/ants-tuned", inFlight: oneEach, eager: true},
		{name: "go/ants-multi-pool", inFlight: oneEach, eager: true},
		{name: "go/tunny", inFlight: oneEach, eager: true},
		{name: "go/playground-pool", inFlight: twoPlacesEach, eager: true},
		{name: "go/conc", inFlight: oneEach, eager: true},
		{name: "go/pond", inFlight: buffered},
		{name: "go/pond-go", inFlight: buffered},
	}
}

// The checksums are those of scenarios/cpu-unit.ts.
type size struct {
	tasks, workers, cost, waitMs int64
	checksum                     string
}

func (s size) parameters() string {
	return fmt.Sprintf(`{"tasks":%d,"workers":%d,"cost":%d,"wait_ms":%d,"buffer":%d,"batch":%d}`,
		s.tasks, s.workers, s.cost, s.waitMs, buffer, batch)
}

func TestEveryVariantDoesWhatItsManifestSays(t *testing.T) {
	for _, variant := range variants() {
		for _, probe := range []string{"memory", "latency"} {
			for _, size := range []size{
				{tasks: 0, workers: 2, cost: 1, checksum: "0"},
				{tasks: 1, workers: 3, cost: 2, checksum: "269958183"},
				{tasks: 200, workers: 1, cost: 2, checksum: "431970145596"},
				{tasks: 200, workers: 3, cost: 0, checksum: "26176"},
				{tasks: 200, workers: 8, cost: 0, checksum: "26176"},
				{tasks: 24, workers: 2, cost: 1, waitMs: 20, checksum: "53976554109"},
			} {
				t.Run(fmt.Sprint(variant.name, " ", probe, " ", size), func(t *testing.T) {
					t.Parallel()
					messages, err := sample(t, variant.name, probe, size.parameters())
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
	expectPeak(t, "in flight", m.PeakAlive, variant.mostInFlight(size), variant, size)
}

// A task that waits leaves ample time to submit what the bound still has room for, again and again. Without a bound
// there is one chance only, and nothing to prove.
func expectPeak(t *testing.T, what string, peak, most int64, variant variant, size size) {
	t.Helper()
	least := min(1, size.tasks)
	if variant.inFlight != nil && size.waitMs > 0 {
		least = most
	}
	if peak < least || peak > most {
		t.Errorf("expected from %d to %d tasks %s, received %d", least, most, what, peak)
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
	expectPeak(t, "to run at one time", int64(values["peakRunning"]), variant.mostRunning(size), variant, size)
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

func TestALatencyCountsTheTimeThatATaskWaitsForAnother(t *testing.T) {
	const waitNs = 20_000_000
	for _, variant := range variants() {
		// One submits nothing before the task before is done, the other has no task wait for another.
		if variant.name == "go/serial" || variant.name == "go/unbounded" {
			continue
		}
		t.Run(variant.name, func(t *testing.T) {
			t.Parallel()
			messages, err := sample(t, variant.name, "latency", size{tasks: 3, workers: 1, waitMs: 20}.parameters())
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
