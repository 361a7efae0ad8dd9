package main

import (
	"github.com/interleave-bench/interleave/go-workloads/internal/handover"
	"github.com/interleave-bench/interleave/go-workloads/workload"
)

// settings are the parameters of one request. Both programs get both.
type settings struct {
	handovers int64 // of one batch of futex
	units     int64 // CPU units of one iteration of integerLoop
}

func readSettings(parameters workload.Parameters) (settings, error) {
	const mostUnits = 1_000_000 // as the scenario declares it
	if err := parameters.Only("switches", "units"); err != nil {
		return settings{}, err
	}
	handovers, err := parameters.Int("switches", 2, handover.MostHandovers)
	if err != nil {
		return settings{}, err
	}
	units, err := parameters.Int("units", 1, mostUnits)
	if err != nil {
		return settings{}, err
	}
	return settings{handovers: handovers, units: units}, nil
}
