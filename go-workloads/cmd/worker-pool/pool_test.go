package main

import "testing"

// Those that cannot refuse a task panic, which no row recovers.
func TestAPoolThatHasEndedRefusesTasks(t *testing.T) {
	for name, start := range map[string]start{
		"ants":            startAnts,
		"ants-tuned":      startAntsTuned,
		"ants-multi-pool": startAntsMultiPool,
		"playground-pool": startPlayground,
		"pond":            startPond,
	} {
		t.Run(name, func(t *testing.T) {
			pool, err := start(settings{workers: 4, buffer: buffer}, func(int64) { t.Error("a task ran") })
			if err != nil {
				t.Fatal(err)
			}
			if err := pool.wait(); err != nil {
				t.Fatal(err)
			}
			if err := pool.stop(); err != nil {
				t.Fatal(err)
			}
			err = pool.submit(0)
			if err == nil {
				err = pool.wait()
			}
			if err == nil {
				t.Error("expected an error, received none")
			}
		})
	}
}
