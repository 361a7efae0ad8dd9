package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/interleave-bench/interleave/go-workloads/internal/programtest"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func TestEveryVariantDoesWhatItsManifestSays(t *testing.T) {
	everyRow(t, func(t *testing.T, variant string, p program) {
		for _, probe := range []string{"memory", "latency"} {
			for _, s := range []settings{
				{items: 0, workers: 4, buffer: 64, payload: 8, batch: 3},
				{items: 1, workers: 1, buffer: 0, payload: 8, batch: 3},
				{items: 1, workers: 256, buffer: 1, payload: 9, cost: 1, batch: 1},
				{items: 3_000, workers: 1, buffer: 0, payload: 8, batch: 16},
				{items: 3_000, workers: 4, buffer: 0, payload: 64 << 10, batch: 1},
				{items: 3_000, workers: 4, buffer: 1, payload: 8, batch: 1},
				{items: 3_000, workers: 4, buffer: 1, payload: 64 << 10, batch: 3},
				{items: 3_000, workers: 4, buffer: 64, payload: 8, cost: 2, batch: 16},
				{items: 3_000, workers: 3, buffer: 64, payload: 64 << 10, batch: 3},
			} {
				if p.mostWorkers > 0 {
					s.workers = min(s.workers, p.mostWorkers)
				}
				t.Run(fmt.Sprintf("%s %+v", probe, s), func(t *testing.T) {
					messages, err := sample(t, variant, probe, fmt.Sprintf(
						`{"items":%d,"workers":%d,"buffer":%d,"payload":%d,"cost":%d,"batch":%d}`,
						s.items, s.workers, s.buffer, s.payload, s.cost, s.batch))
					if err != nil {
						t.Fatal(err)
					}
					check(t, messages, probe, s, p.mostInFlight(s))
				})
			}
		}
	})
}

func check(t *testing.T, messages []workload.Message, probe string, s settings, mostInFlight int64) {
	t.Helper()
	phases, iterations, distributions := "armed drained", 0, 0
	if probe == "latency" {
		phases = ""
	}
	var held []string
	for _, message := range messages {
		switch message := message.(type) {
		case workload.Hold:
			held = append(held, string(message.Phase))
			expectPassed(t, message.Phase, s, message.Created, message.Completed)
		case workload.Iterated:
			iterations++
			expectManifest(t, message, s, mostInFlight)
			expectMeasurements(t, message, probe, s)
		case workload.Distribution:
			distributions++
			expectDistribution(t, message, 2*s.items)
		}
	}
	if want := strings.Fields(strings.Repeat(phases+" ", 3)); strings.Join(held, " ") != strings.Join(want, " ") {
		t.Errorf("expected holds %s, received %s", want, held)
	}
	if iterations != 3 || (distributions == 1) != (probe == "latency") {
		t.Errorf("received %d iterations and %d distributions", iterations, distributions)
	}
	if _, done := messages[len(messages)-1].(workload.Done); !done {
		t.Errorf("expected done at the end, received %+v", messages[len(messages)-1])
	}
}

func expectPassed(t *testing.T, phase workload.Phase, s settings, created, completed int64) {
	t.Helper()
	want := s.items
	if phase == workload.PhaseArmed {
		want = 0
	}
	if created != want || completed != want {
		t.Errorf("%s: expected %d items, received %d created, %d completed", phase, want, created, completed)
	}
}

func expectManifest(t *testing.T, iterated workload.Iterated, s settings, mostInFlight int64) {
	t.Helper()
	m := iterated.Manifest
	if m.Checksum == nil || *m.Checksum != checksum(s) {
		t.Errorf("expected checksum %s, received %+v", checksum(s), m.Checksum)
	}
	if m.Created != s.items || m.Completed != s.items || m.Messages != 2*s.items {
		t.Errorf("expected %d items, received %+v", s.items, m)
	}
	if m.PeakAlive < min(1, s.items) || m.PeakAlive > min(s.items, mostInFlight) {
		t.Errorf("expected at most %d of %d in flight, received %d", mostInFlight, s.items, m.PeakAlive)
	}
	if iterated.ElapsedNs == 0 {
		t.Error("expected a time above 0")
	}
}

// checksum goes through the items, unlike the sink, which sees them in any order.
func checksum(s settings) string {
	sum := uint64(0)
	for id := range s.items {
		sum += uint64(id) + uint64(workload.Spin(uint32(id%64+1), s.cost))
	}
	return fmt.Sprint(sum)
}

func expectMeasurements(t *testing.T, iterated workload.Iterated, probe string, s settings) {
	t.Helper()
	want := "startNs workNs workCpuNs unitNs outOfOrder corrupt peakInFlight workersUsed"
	if probe == "latency" {
		want = "unitNs outOfOrder corrupt workersUsed"
	}
	var names []string
	for _, measurement := range iterated.Measurements {
		names = append(names, measurement.Name)
		value := measurement.Value
		switch measurement.Name {
		case "outOfOrder", "corrupt":
			if value != 0 {
				t.Errorf("%s: expected 0, received %v", measurement.Name, value)
			}
		case "workNs":
			if (value > 0) != (s.items > 0) {
				t.Errorf("workNs: received %v for %d items", value, s.items)
			}
		case "unitNs":
			if (value > 0) != (s.cost > 0) {
				t.Errorf("unitNs: received %v at cost %d", value, s.cost)
			}
		case "peakInFlight":
			if value != float64(iterated.Manifest.PeakAlive) {
				t.Errorf("peakInFlight: expected %d as in the manifest, received %v", iterated.Manifest.PeakAlive, value)
			}
		case "workersUsed":
			if least, most := min(1, s.items), min(s.workers, s.items); value < float64(least) || value > float64(most) {
				t.Errorf("workersUsed: expected from %d to %d, received %v", least, most, value)
			}
		}
	}
	if received := strings.Join(names, " "); received != want {
		t.Errorf("expected measurements %s, received %s", want, received)
	}
}

func expectDistribution(t *testing.T, distribution workload.Distribution, count int64) {
	t.Helper()
	histogram, err := hdrhistogram.Decode([]byte(distribution.Data))
	if err != nil {
		t.Fatal(err)
	}
	if distribution.Name != "end_to_end" || distribution.Count != count || histogram.TotalCount() != count {
		t.Errorf("expected end_to_end of %d values, received %s of %d and %d",
			count, distribution.Name, distribution.Count, histogram.TotalCount())
	}
}

func TestBadParametersExit64(t *testing.T) {
	for _, parameters := range []string{
		`{}`,
		`{"items":10000001,"workers":1,"buffer":0,"payload":8,"cost":0,"batch":3}`,
		`{"items":1,"workers":0,"buffer":0,"payload":8,"cost":0,"batch":3}`,
		`{"items":1,"workers":257,"buffer":0,"payload":8,"cost":0,"batch":3}`,
		`{"items":1,"workers":1,"buffer":65537,"payload":8,"cost":0,"batch":3}`,
		`{"items":1,"workers":1,"buffer":0,"payload":7,"cost":0,"batch":3}`,
		`{"items":1,"workers":1,"buffer":0,"payload":1048577,"cost":0,"batch":3}`,
		`{"items":1,"workers":1,"buffer":0,"payload":8,"cost":1001,"batch":3}`,
		`{"items":1,"workers":1,"buffer":0,"payload":8}`,
		`{"items":1,"workers":1,"buffer":0,"payload":8,"cost":0,"batch":3,"more":1}`,
		`{"items":1,"workers":1,"buffer":0,"payload":8,"cost":0,"batch":0}`,
	} {
		t.Run(parameters, func(t *testing.T) { expectRefused(t, "go/channels", parameters) })
	}
}

func TestMoreWorkersThanSelectCasesExit64(t *testing.T) {
	expectRefused(t, "go/select-merge", `{"items":1,"workers":9,"buffer":0,"payload":8,"cost":0,"batch":3}`)
}

func expectRefused(t *testing.T, variant, parameters string) {
	t.Helper()
	programtest.ExpectRefused(t, programtest.Request{
		Scenario: "pipeline", Variant: variant, Parameters: parameters, Iterations: 1,
	})
}

// The harness declares the same bounds: scenarios/pipeline/go-rows.test.ts reads this file too.
func TestTheBoundsAreThoseDeclared(t *testing.T) {
	contents, err := os.ReadFile("testdata/most-in-flight.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Workers, Buffer, Batch int64
		MostInFlight           map[string]int64
	}
	if err := json.Unmarshal(contents, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		received := map[string]int64{}
		for name, program := range programs() {
			received[name] = program.mostInFlight(settings{workers: c.Workers, buffer: c.Buffer, batch: c.Batch})
		}
		if !maps.Equal(received, c.MostInFlight) {
			t.Errorf("%d workers, buffer %d, batch %d: expected %v, received %v",
				c.Workers, c.Buffer, c.Batch, c.MostInFlight, received)
		}
	}
}
