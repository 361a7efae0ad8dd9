package main

import (
	"runtime"
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/internal/programtest"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

func TestIntegerLoopComputesItsUnits(t *testing.T) {
	// The golden values of the CPU unit: its state after one unit and after ten, from 1.
	for parameters, checksum := range map[string]string{
		`{"switches":2,"units":1}`:  "2927471155",
		`{"switches":2,"units":10}`: "1892760326",
	} {
		t.Run(parameters, func(t *testing.T) {
			ready, iterations := programtest.Iterations(t, programtest.Request{
				Scenario: "control", Variant: "go/integer-loop", Warmups: 1, Iterations: 2, Parameters: parameters,
			})
			if ready.Runtime != "go" {
				t.Errorf("expected runtime go, received %s", ready.Runtime)
			}
			for _, iterated := range iterations {
				programtest.ExpectManifest(t, iterated.Manifest, workload.Manifest{
					Created: 1, Completed: 1, PeakAlive: 1, Checksum: &checksum,
				})
				programtest.ExpectContextSwitches(t, iterated.Measurements)
			}
		})
	}
}

func TestFutexHandsOver(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs Linux")
	}
	ready, iterations := programtest.Iterations(t, programtest.Request{
		Scenario: "control", Variant: "os/futex", Warmups: 1, Iterations: 2, Parameters: `{"switches":2000,"units":1}`,
	})
	if ready.Runtime != "os" {
		t.Errorf("expected runtime os, received %s", ready.Runtime)
	}
	checksum := "1999000"
	for _, iterated := range iterations {
		programtest.ExpectManifest(t, iterated.Manifest, workload.Manifest{
			Created: 2, Completed: 2, PeakAlive: 2, Messages: 2000, Checksum: &checksum,
		})
		programtest.ExpectContextSwitches(t, iterated.Measurements)
	}
}

func TestBadParametersExit64(t *testing.T) {
	for _, variant := range []string{"go/integer-loop", "os/futex"} {
		for _, parameters := range []string{
			`{}`,
			`{"switches":2}`,
			`{"units":1}`,
			`{"switches":1,"units":1}`,
			`{"switches":2,"units":0}`,
			`{"switches":100000001,"units":1}`,
			`{"switches":2,"units":1000001}`,
			`{"switches":2,"units":1,"more":1}`,
		} {
			if runtime.GOOS != "linux" && variant == "os/futex" {
				continue // fails before it looks
			}
			t.Run(variant+" "+parameters, func(t *testing.T) {
				programtest.ExpectRefused(t, programtest.Request{
					Scenario: "control", Variant: variant, Iterations: 1, Parameters: parameters,
				})
			})
		}
	}
}
