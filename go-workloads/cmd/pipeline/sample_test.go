package main

import (
	"testing"

	"github.com/interleave-bench/interleave/go-workloads/internal/programtest"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

// sample starts one process, gives every go-ahead, and returns its messages and its error.
func sample(t *testing.T, variant, probe, parameters string) ([]workload.Message, error) {
	t.Helper()
	return programtest.Sample(t, programtest.Request{
		Scenario: "pipeline", Variant: variant, Parameters: parameters, Probe: probe, Warmups: 1, Iterations: 2,
	})
}
