package workload

import (
	"errors"
	"fmt"
	"math"

	"github.com/interleave-bench/interleave/go-workloads/internal/strictjson"
)

// ProtocolVersion is the only version that this package speaks.
const ProtocolVersion = 1

// MaximumLineBytes bounds a line in both directions.
const MaximumLineBytes = 1024 * 1024

// Probe is what a sample is taken for. Bookkeeping for a latency distribution costs as much memory as a timer, so that
// no process serves both.
type Probe string

// The probes.
const (
	ProbeMemory  Probe = "memory"
	ProbeLatency Probe = "latency"
)

// Request is the harness's first line: what to run.
type Request struct {
	Scenario   string
	Variant    string
	Parameters Parameters
	Iterations int64 // at least 1
	Warmups    int64
	Seed       uint32
	Probe      Probe
}

// RequestError means that the request asks for something that this program cannot even begin. Main then exits 64.
type RequestError struct{ cause error }

func (e *RequestError) Error() string { return "bad request: " + e.cause.Error() }

// Unwrap gives the cause.
func (e *RequestError) Unwrap() error { return e.cause }

// DecodeRequest reads one line without its line feed. Every error is a *RequestError.
func DecodeRequest(line []byte) (Request, error) {
	request, err := decodeRequest(line)
	if err != nil {
		return Request{}, &RequestError{err}
	}
	return request, nil
}

func decodeRequest(line []byte) (Request, error) {
	object, err := strictjson.Parse(line)
	if err != nil {
		return Request{}, err
	}
	object.OneOf("type", "request")
	object.Int("protocol", ProtocolVersion, ProtocolVersion)
	request := Request{
		Scenario:   object.String("scenario", 1),
		Variant:    object.String("variant", 1),
		Parameters: decodeParameters(object.Object("parameters")),
		Iterations: object.Int("iterations", 1, strictjson.MaxSafe),
		Warmups:    object.Count("warmups"),
		Seed:       uint32(object.Int("seed", 0, math.MaxUint32)),
		Probe:      Probe(object.OneOf("probe", string(ProbeMemory), string(ProbeLatency))),
	}
	return request, object.Close()
}

// DecodeContinue checks that the line is the go-ahead at a hold.
func DecodeContinue(line []byte) error {
	object, err := strictjson.Parse(line)
	if err == nil {
		object.OneOf("type", "continue")
		err = object.Close()
	}
	if err != nil {
		return fmt.Errorf("bad go-ahead: %w", err)
	}
	return nil
}

// Parameters are the scenario's settings; each value is an int64 or a string.
type Parameters map[string]any

func decodeParameters(object *strictjson.Object) Parameters {
	parameters := Parameters{}
	for _, name := range object.Names() {
		switch value := object.Scalar(name).(type) {
		case string:
			parameters[name] = value
		case float64:
			parameters[name] = object.Int(name, -strictjson.MaxSafe, strictjson.MaxSafe)
		default:
			object.Reject(name, "an integer or a string")
		}
	}
	return parameters
}

// Int gives the integer called name, from minimum to maximum.
func (p Parameters) Int(name string, minimum, maximum int64) (int64, error) {
	value, ok := p[name].(int64)
	if !ok || value < minimum || value > maximum {
		return 0, &RequestError{fmt.Errorf("parameter %q: expected an integer from %d to %d, received %s",
			name, minimum, maximum, p.received(name))}
	}
	return value, nil
}

// OneOf gives the string called name, which must be one of the allowed.
func (p Parameters) OneOf(name string, allowed ...string) (string, error) {
	value, ok := p[name].(string)
	for _, candidate := range allowed {
		if ok && value == candidate {
			return value, nil
		}
	}
	return "", &RequestError{fmt.Errorf("parameter %q: expected one of %q, received %s", name, allowed, p.received(name))}
}

// Only checks that no parameter has another name: one that a program does not know would be ignored, and the sample
// would not be what its row says.
func (p Parameters) Only(names ...string) error {
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	var unknown []error
	for name := range p {
		if !known[name] {
			unknown = append(unknown, fmt.Errorf("parameter %q: expected only %q", name, names))
		}
	}
	if len(unknown) > 0 {
		return &RequestError{errors.Join(unknown...)}
	}
	return nil
}

func (p Parameters) received(name string) string {
	value, ok := p[name]
	if !ok {
		return "no such parameter"
	}
	return fmt.Sprintf("%#v", value)
}
