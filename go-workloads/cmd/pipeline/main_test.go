package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// most is what the scenario declares for a variant.
func most(variant string, s settings) int64 {
	switch variant {
	case "go/channels":
		return 2*s.buffer + s.workers + 2
	default:
		panic("no bound for " + variant)
	}
}

func TestEveryVariantDoesWhatItsManifestSays(t *testing.T) {
	for _, variant := range []string{"go/channels"} {
		for _, probe := range []string{"memory", "latency"} {
			for _, s := range []settings{
				{items: 0, workers: 4, buffer: 64, payload: 8},
				{items: 1, workers: 1, buffer: 0, payload: 8},
				{items: 1, workers: 256, buffer: 1, payload: 9, cost: 1},
				{items: 3_000, workers: 1, buffer: 0, payload: 8},
				{items: 3_000, workers: 4, buffer: 0, payload: 64 << 10},
				{items: 3_000, workers: 4, buffer: 1, payload: 8},
				{items: 3_000, workers: 4, buffer: 1, payload: 64 << 10},
				{items: 3_000, workers: 4, buffer: 64, payload: 8, cost: 2},
				{items: 3_000, workers: 3, buffer: 64, payload: 64 << 10},
			} {
				t.Run(fmt.Sprintf("%s %s %+v", variant, probe, s), func(t *testing.T) {
					messages, err := sample(t, variant, probe, fmt.Sprintf(
						`{"items":%d,"workers":%d,"buffer":%d,"payload":%d,"cost":%d,"batch":3}`,
						s.items, s.workers, s.buffer, s.payload, s.cost))
					if err != nil {
						t.Fatal(err)
					}
					check(t, messages, variant, probe, s)
				})
			}
		}
	}
}

func check(t *testing.T, messages []workload.Message, variant, probe string, s settings) {
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
			expectManifest(t, message, s, most(variant, s))
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
		t.Run(parameters, func(t *testing.T) {
			messages, err := sample(t, "go/channels", "memory", parameters)
			exit, ok := err.(*exec.ExitError)
			if !ok || exit.ExitCode() != 64 || len(messages) > 0 {
				t.Errorf("expected exit 64 without messages, received %v, %+v", err, messages)
			}
		})
	}
}
