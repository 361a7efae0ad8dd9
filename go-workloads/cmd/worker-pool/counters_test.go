package main

import (
	"sync"
	"testing"
	"unsafe"
)

func TestCountersKeepTheMostThatRan(t *testing.T) {
	c := &counters{}
	for range 3 {
		c.begin()
	}
	c.finish(10)
	c.finish(20)
	c.begin()
	expectCounters(t, c, 2, 30, 3)
	c.finish(1)
	c.finish(2)
	expectCounters(t, c, 4, 33, 3)
}

func TestCountersLoseNothingBetweenThreads(t *testing.T) {
	const threads, each = 8, 10_000
	c := &counters{}
	var begun, ended sync.WaitGroup
	begun.Add(threads)
	ended.Add(threads)
	for range threads {
		go func() {
			// All run at one time once, so that the peak is known.
			c.begin()
			begun.Done()
			begun.Wait()
			c.finish(1)
			for range each - 1 {
				c.begin()
				c.finish(1)
			}
			ended.Done()
		}()
	}
	ended.Wait()
	expectCounters(t, c, threads*each, threads*each, threads)
}

func TestCountersFillTheirCacheLines(t *testing.T) {
	if size := unsafe.Sizeof(counters{}); size != 128 {
		t.Errorf("expected 128 bytes, received %d", size)
	}
}

func expectCounters(t *testing.T, c *counters, completed, checksum, peakRunning int64) {
	t.Helper()
	if c.completed() != completed || c.checksum.Load() != checksum || c.peakRunning.Load() != peakRunning {
		t.Errorf("expected %d completed, checksum %d, peak %d, received %d, %d, %d",
			completed, checksum, peakRunning, c.completed(), c.checksum.Load(), c.peakRunning.Load())
	}
}
