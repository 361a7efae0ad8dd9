package workload

import (
	"bufio"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const goAhead = `{"type":"continue"}` + "\n"

func requestLine(iterations, warmups, probe string) string {
	return `{"type":"request","protocol":1,"scenario":"s","variant":"go/v","parameters":{},"iterations":` + iterations +
		`,"warmups":` + warmups + `,"seed":0,"probe":"` + probe + `"}` + "\n"
}

// serve runs the variant with all of stdin given beforehand.
func serve(t *testing.T, stdin string, harnessed bool, variant Variant) (messages []Message, stderr string, exit int) {
	t.Helper()
	var sent, complaints bytes.Buffer
	session := &Session{
		Clock: newClock(), requests: bufio.NewReader(strings.NewReader(stdin)), messages: &sent, harnessed: harnessed,
	}
	exit = session.serve("s", map[string]Variant{"go/v": variant}, &complaints)
	for _, line := range strings.Split(strings.TrimSuffix(sent.String(), "\n"), "\n") {
		if line == "" {
			continue
		}
		message, err := DecodeMessage([]byte(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		messages = append(messages, message)
	}
	return messages, complaints.String(), exit
}

func types(messages []Message) string {
	var all []string
	for _, message := range messages {
		all = append(all, message.messageType())
	}
	return strings.Join(all, " ")
}

// holdOnce is a variant with one hold and one distribution of one value an iteration: its index.
func holdOnce(session *Session) error {
	values := session.Record("d", 1)
	return session.Run(func(iteration *Iteration) (Result, error) {
		iteration.Begin()
		values.Slots(iteration)[0] = iteration.index - 2
		_, err := iteration.Hold(PhaseParked, func() Observation { return Observation{Created: 1} })
		return Result{}, err
	})
}

func TestIterationsFollowWarmupsAndDistributionsComeLast(t *testing.T) {
	messages, stderr, exit := serve(t, requestLine("2", "1", "latency")+strings.Repeat(goAhead, 4), true, holdOnce)
	want := "ready hold resumed iteration hold resumed iteration hold resumed iteration distribution done"
	if exit != 0 || types(messages) != want {
		t.Fatalf("expected %s\nreceived %s, exit %d, %s", want, types(messages), exit, stderr)
	}
	for at, want := range map[int]Iterated{3: {Iteration: 0, Warmup: true}, 6: {Iteration: 1}, 9: {Iteration: 2}} {
		if received := messages[at].(Iterated); received.Iteration != want.Iteration || received.Warmup != want.Warmup {
			t.Errorf("expected iteration %d, warm-up %v, received %+v", want.Iteration, want.Warmup, received)
		}
	}
	distribution := messages[10].(Distribution)
	histogram, err := hdrhistogram.Decode([]byte(distribution.Data))
	if err != nil {
		t.Fatal(err)
	}
	// The measured iterations gave -1, which is clamped, and 0; the warm-up's -2 is not there.
	if distribution.Count != 2 || histogram.TotalCount() != 2 || histogram.Max() != 0 {
		t.Errorf("expected two zeros, received %d of %d, largest %d",
			distribution.Count, histogram.TotalCount(), histogram.Max())
	}
}

func TestEndOfInputAtAHold(t *testing.T) {
	byHand, _, exit := serve(t, requestLine("1", "0", "memory"), false, holdOnce)
	if want := "ready hold resumed iteration distribution done"; exit != 0 || types(byHand) != want {
		t.Errorf("by hand: expected %s, received %s, exit %d", want, types(byHand), exit)
	}
	harnessed, _, exit := serve(t, requestLine("1", "0", "memory")+goAhead, true, holdOnce)
	if want := "ready hold failed"; exit != 70 || types(harnessed) != want {
		t.Errorf("under a harness: expected %s, received %s, exit %d", want, types(harnessed), exit)
	}
}

func TestBadGoAheadFails(t *testing.T) {
	messages, stderr, exit := serve(t, requestLine("1", "0", "memory")+`{"type":"go"}`+"\n", true, holdOnce)
	if exit != 70 || types(messages) != "ready failed" || !strings.Contains(stderr, "expected one of continue") {
		t.Errorf("received %s, exit %d, %s", types(messages), exit, stderr)
	}
}

func TestBadRequestsExit64AndSendNothing(t *testing.T) {
	for name, test := range map[string]struct{ stdin, complaint string }{
		"nothing":       {"", "received the end of input"},
		"cut off":       {strings.TrimSuffix(requestLine("1", "0", "memory"), "\n"), "ends with a line feed"},
		"no JSON":       {"x\n", "expected a JSON object"},
		"long line":     {strings.Repeat("x", MaximumLineBytes+1) + "\n", "at most 1048576 bytes"},
		"other program": {strings.Replace(requestLine("1", "0", "memory"), `"s"`, `"t"`, 1), `scenario: expected "s", received "t"`},
		"other variant": {strings.Replace(requestLine("1", "0", "memory"), "go/v", "go/w", 1), `expected one of ["go/v"], received "go/w"`},
	} {
		t.Run(name, func(t *testing.T) {
			messages, stderr, exit := serve(t, test.stdin, true, holdOnce)
			if exit != 64 || len(messages) > 0 || !strings.Contains(stderr, test.complaint) {
				t.Errorf("received %s, exit %d, %s", types(messages), exit, stderr)
			}
		})
	}
}

func TestParametersAreStrict(t *testing.T) {
	parameters := Parameters{"n": int64(3), "s": "x", "other": int64(1)}
	for name, err := range map[string]error{
		"range":   second(parameters.Int("n", 0, 2)),
		"type":    second(parameters.Int("s", 0, 2)),
		"missing": second(parameters.Int("m", 0, 2)),
		"choice":  second(parameters.OneOf("s", "y")),
		"number":  second(parameters.OneOf("n", "y")),
		"unknown": parameters.Only("n", "s"),
	} {
		var bad *RequestError
		if !errors.As(err, &bad) {
			t.Errorf("%s: expected a RequestError, received %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestFailuresCarryTheirReason(t *testing.T) {
	messages, _, exit := serve(t, requestLine("1", "0", "memory"), true, func(*Session) error {
		return &Failure{Reason: "unsupported", Cause: errors.New("no threads")}
	})
	if want := (Failed{"unsupported", "unsupported: no threads"}); exit != 70 || len(messages) != 1 || messages[0] != want {
		t.Errorf("expected %+v, received %+v, exit %d", want, messages, exit)
	}
}

func TestLatenessBeyondTheRangeFails(t *testing.T) {
	messages, _, exit := serve(t, requestLine("1", "0", "latency")+goAhead, true, func(session *Session) error {
		values := session.Record("d", 1)
		return session.Run(func(iteration *Iteration) (Result, error) {
			values.Slots(iteration)[0] = 2 * highestNs
			return Result{}, nil
		})
	})
	if want := "ready iteration failed"; exit != 70 || types(messages) != want {
		t.Errorf("expected %s, received %s, exit %d", want, types(messages), exit)
	}
}

func TestEarly(t *testing.T) {
	count, earliestNs := Early([]int64{5, -1, 0, -7, 2})
	if count != 2 || earliestNs != 7 {
		t.Errorf("expected 2 early, 7 ns at most, received %d, %d", count, earliestNs)
	}
}
