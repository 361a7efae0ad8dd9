package main

import (
	"sync"

	"golang.org/x/sync/errgroup"
)

// submitInOrder is one goroutine that submits all tasks.
func submitInOrder(pool taskPool, l *load) error {
	for id := range l.tasks {
		l.submitting(id)
		if err := pool.submit(id); err != nil {
			return err
		}
	}
	return nil
}

// drawnBy is so many goroutines, each of which draws a task, submits it and draws the next, for pools that submit by
// running the task.
func drawnBy(submitters int64) func(pool taskPool, l *load) error {
	return func(pool taskPool, l *load) error {
		var turn sync.Mutex
		draw := func() (id int64, drawn bool) {
			turn.Lock()
			defer turn.Unlock()
			id = l.submitted
			if id == l.tasks {
				return 0, false
			}
			l.submitting(id)
			return id, true
		}
		var group errgroup.Group
		for range submitters {
			group.Go(func() error {
				for id, drawn := draw(); drawn; id, drawn = draw() {
					if err := pool.submit(id); err != nil {
						return err
					}
				}
				return nil
			})
		}
		return group.Wait()
	}
}
