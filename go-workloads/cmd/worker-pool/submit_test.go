package main

import (
	"errors"
	"sync/atomic"
	"testing"
)

// refusing takes tasks below its limit and counts them.
type refusing struct {
	taskPool
	limit int64
	taken atomic.Int64
}

var errRefused = errors.New("refused")

func (r *refusing) submit(id int64) error {
	if id >= r.limit {
		return errRefused
	}
	r.taken.Add(1)
	return nil
}

func TestSubmittersSubmitEachTaskOnceAndReportARefusal(t *testing.T) {
	const tasks = 100
	for name, submit := range map[string]func(pool taskPool, l *load) error{
		"in order":     submitInOrder,
		"drawn by one": drawnBy(1),
		"drawn by 5":   drawnBy(5),
	} {
		t.Run(name, func(t *testing.T) {
			for limit, want := range map[int64]error{0: errRefused, 40: errRefused, tasks: nil} {
				pool := &refusing{limit: limit}
				l := &load{settings: settings{tasks: tasks}, counters: &counters{}}
				if err := submit(pool, l); err != want {
					t.Errorf("limit %d: expected %v, received %v", limit, want, err)
				}
				if pool.taken.Load() != limit {
					t.Errorf("limit %d: received %d tasks", limit, pool.taken.Load())
				}
				if want == nil && l.submitted != tasks {
					t.Errorf("expected %d submitted, received %d", tasks, l.submitted)
				}
			}
		})
	}
}
