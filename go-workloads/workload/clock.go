package workload

import "time"

// Clock counts nanoseconds from one moment of this process, monotonically. Every time that a program reports comes from
// its session's clock, so that any two can be subtracted.
type Clock struct{ epoch time.Time }

func newClock() Clock { return Clock{epoch: time.Now()} }

// Now gives nanoseconds since the session began.
func (c Clock) Now() int64 { return int64(time.Since(c.epoch)) }
