package main

import (
	"strings"
	"testing"
)

// Those that cannot refuse a task panic, which no row recovers.
func TestAPoolThatHasEndedRefusesTasks(t *testing.T) {
	for name, start := range map[string]start{
		"ants":            startAnts,
		"ants-tuned":      startAntsTuned,
		"ants-multi-pool": startAntsMultiPool,
		"playground-pool": startPlayground,
		"pond":            startPond,
		"pond-go":         startPondGo,
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

// pond recovers a panic, which would leave a task undone that nobody misses.
func TestPondTellsOfATaskThatPanicked(t *testing.T) {
	for name, start := range map[string]start{"pond": startPond, "pond-go": startPondGo} {
		t.Run(name, func(t *testing.T) {
			pool, err := start(settings{workers: 2, buffer: buffer}, func(id int64) {
				if id == 1 {
					panic("task 1")
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			for id := range int64(3) {
				if err := pool.submit(id); err != nil {
					t.Fatal(err)
				}
			}
			if err := pool.wait(); err == nil || !strings.Contains(err.Error(), "expected 3 tasks to succeed, counted 2") {
				t.Errorf("expected an error that tells of 2 of 3 tasks, received %v", err)
			}
		})
	}
}
