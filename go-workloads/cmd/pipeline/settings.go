package main

import "github.com/interleave-bench/interleave/go-workloads/workload"

// settings are the parameters of one request.
type settings struct {
	items   int64
	workers int64
	buffer  int64 // places in the queue of each hop
	payload int64 // bytes of an item
	cost    int64 // CPU units that a worker spends on an item
	batch   int64 // items of one message; rows that send one read past it
}

// readSettings allows as many workers as the scenario does where mostWorkers is 0.
func readSettings(parameters workload.Parameters, mostWorkers int64) (settings, error) {
	const (
		// The sum of so many identities and 32-bit results stays far below 64 bits.
		mostItems   = 10_000_000
		allWorkers  = 256
		mostBuffer  = 65_536
		mostPayload = 1 << 20
		mostCost    = 1_000
		mostBatch   = 10_000
	)
	if mostWorkers == 0 {
		mostWorkers = allWorkers
	}
	var s settings
	for _, parameter := range []struct {
		name             string
		minimum, maximum int64
		value            *int64
	}{
		{"items", 0, mostItems, &s.items},
		{"workers", 1, mostWorkers, &s.workers},
		{"buffer", 0, mostBuffer, &s.buffer},
		{"payload", stampBytes, mostPayload, &s.payload},
		{"cost", 0, mostCost, &s.cost},
		{"batch", 1, mostBatch, &s.batch},
	} {
		value, err := parameters.Int(parameter.name, parameter.minimum, parameter.maximum)
		if err != nil {
			return settings{}, err
		}
		*parameter.value = value
	}
	return s, parameters.Only("items", "workers", "buffer", "payload", "cost", "batch")
}
