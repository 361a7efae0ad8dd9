package workload

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Session is one talk with the harness: it lives as long as the process.
type Session struct {
	Clock
	Request Request

	requests   *bufio.Reader
	messages   io.Writer
	harnessed  bool
	recordings []*Recording
	// Kept back until the next message that is sent: whoever reads one wakes up beside the iteration that follows.
	queued []Message
}

// Iteration is one turn of the program's work.
type Iteration struct {
	session  *Session
	index    int64
	measured int64 // position among the measured iterations; 0 in warm-ups
	startNs  int64
}

// Observation is what a program sees of itself at a hold.
type Observation struct {
	Created    int64
	Completed  int64
	TimeLeftNs *int64   // until the first deadline; nil where there is none
	Witness    *Witness // nil where there is none
}

// Result is what one iteration did.
type Result struct {
	ElapsedNs    int64
	Manifest     Manifest
	Measurements Measurements
}

// errHarnessGone means that stdin ended at a hold under a harness.
var errHarnessGone = errors.New("expected a go-ahead, received the end of input")

// Run sends Ready, holds at baseline, and calls iterate for every warm-up and then for every measured iteration. What
// the program allocates before Run belongs to its baseline. The distributions follow the last iteration.
func (s *Session) Run(iterate func(*Iteration) (Result, error)) error {
	runtime, version, err := s.identity()
	if err != nil {
		return err
	}
	ready := Ready{Protocol: ProtocolVersion, Runtime: runtime, RuntimeVersion: version, Limits: limitsInForce()}
	if err := s.send(ready); err != nil {
		return err
	}
	if err := s.awaitContinue(); err != nil {
		return err
	}
	for index := range s.Request.Warmups + s.Request.Iterations {
		warmup := index < s.Request.Warmups
		iteration := &Iteration{session: s, index: index, measured: max(0, index-s.Request.Warmups)}
		result, err := iterate(iteration)
		if err != nil {
			return fmt.Errorf("iteration %d: %w", index, err)
		}
		s.queued = append(s.queued, Iterated{index, warmup, result.ElapsedNs, result.Manifest, result.Measurements})
	}
	for _, recording := range s.recordings {
		distribution, err := recording.distribution()
		if err != nil {
			return err
		}
		if err := s.send(distribution); err != nil {
			return err
		}
	}
	return nil
}

// Begin starts the timed region and gives its start on the session's clock.
func (i *Iteration) Begin() int64 {
	i.startNs = i.session.Now()
	return i.startNs
}

// Hold stops at the phase until the go-ahead. observe is called on both sides of the hold; the later observation is
// returned, so that the program reports the very figures that the harness has seen.
func (i *Iteration) Hold(phase Phase, observe func() Observation) (Observation, error) {
	before := observe()
	elapsedNs := i.session.Now() - i.startNs
	err := i.session.send(Hold{
		phase, i.index, elapsedNs, before.Created, before.Completed, before.TimeLeftNs, before.Witness,
	})
	if err != nil {
		return Observation{}, err
	}
	if err := i.session.awaitContinue(); err != nil {
		return Observation{}, fmt.Errorf("%s: %w", phase, err)
	}
	after := observe()
	err = i.session.send(Resumed{phase, i.index, after.Completed, after.TimeLeftNs, after.Witness})
	return after, err
}

func (s *Session) send(message Message) error {
	queued := s.queued
	s.queued = nil
	for _, earlier := range append(queued, message) {
		if err := s.write(earlier); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) write(message Message) error {
	line, err := EncodeMessage(message)
	if err != nil {
		return err
	}
	// One write a line: a reader that wakes on the first bytes then finds the whole.
	if _, err := s.messages.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("send %s: %w", message.messageType(), err)
	}
	return nil
}

// awaitContinue blocks in a read on the caller's goroutine: one that read ahead would be a task more than the program's.
func (s *Session) awaitContinue() error {
	line, err := readLine(s.requests)
	if errors.Is(err, io.EOF) {
		if s.harnessed {
			return errHarnessGone
		}
		return nil // a person's echo has no go-ahead to give
	}
	if err != nil {
		return fmt.Errorf("read a go-ahead: %w", err)
	}
	return DecodeContinue(line)
}
