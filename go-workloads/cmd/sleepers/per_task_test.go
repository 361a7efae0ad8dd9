package main

import (
	"testing"
	"time"

	"github.com/interleave-bench/interleave/go-workloads/workload"
)

func latencyCrowd(s settings) *crowd {
	own := perTask{intendedNs: make([]int64, s.tasks), latenessNs: make([]int64, s.tasks)}
	if s.results {
		own.values = make([]int64, s.tasks)
	}
	own.forget()
	return newCrowd(s, own, workload.Clock{}, 0)
}

func TestEveryTaskIsMeantToWakeAfterItsOwnDuration(t *testing.T) {
	c := latencyCrowd(settings{tasks: 3, waitNs: int64(time.Second), durations: 1_000})
	for id, duration := range []time.Duration{time.Second, 2 * time.Second, time.Hour} {
		before := c.clock.Now()
		wait := c.begunAs(int64(id), duration)
		after := c.clock.Now()
		intended := c.intendedNs[id]
		if wait != duration || intended < before+int64(duration) || intended > after+int64(duration) {
			t.Errorf("expected a wait of %v from %d or %d on, received %v until %d", duration, before, after, wait, intended)
		}
	}
}

func TestLatenessIsAgainstTheTasksOwnDuration(t *testing.T) {
	c := latencyCrowd(settings{tasks: 2, waitNs: 1, durations: 2})
	now := c.clock.Now()
	c.intendedNs[0], c.intendedNs[1] = now-int64(time.Hour), now+int64(time.Hour)
	c.woke(0)
	c.woke(1)
	if c.latenessNs[0] < int64(time.Hour) || c.latenessNs[1] >= 0 {
		t.Errorf("expected one late by an hour and one early, received %v", c.latenessNs)
	}
}

func TestAValueThatIsMissingOrTwiceShowsInTheChecksum(t *testing.T) {
	for name, delivered := range map[string][]int64{"missing": {1, 2}, "twice": {1, 2, 2}} {
		t.Run(name, func(t *testing.T) {
			c := latencyCrowd(settings{tasks: 3, results: true})
			for _, id := range delivered {
				c.values[id] = id
			}
			if sum := *c.checksum(); sum == "3" {
				t.Errorf("expected another checksum than that of all three, received %s", sum)
			}
		})
	}
}
