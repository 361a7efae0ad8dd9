package main

import "time"

// durations gives the tasks' durations in the order of their creation, as the Node side does: each is one of the distinct
// ones, a millisecond apart, and they come so mixed that no later timer is simply the next to fire.
type durations struct {
	shortestNs int64
	offsetMs   int64
	stepMs     int64
	distinct   int64
}

func newDurations(s settings) durations {
	// A prime, so that every count of durations but itself is gone through completely before one comes again.
	const strideMs = 611_953
	return durations{shortestNs: s.waitNs, stepMs: strideMs % s.durations, distinct: s.durations}
}

// next adds up instead of multiplying and dividing; one duration alone costs two additions.
func (d *durations) next() time.Duration {
	duration := time.Duration(d.shortestNs + d.offsetMs*int64(time.Millisecond))
	d.offsetMs += d.stepMs
	if d.offsetMs >= d.distinct {
		d.offsetMs -= d.distinct
	}
	return duration
}
