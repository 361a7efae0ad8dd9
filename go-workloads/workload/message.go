package workload

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Phase is a moment at which a workload holds still so that its memory can be read.
type Phase string

// The phases, in time order.
const (
	PhaseBaseline  Phase = "baseline" // held after Ready; never in a Hold
	PhaseArmed     Phase = "armed"    // all created
	PhaseParked    Phase = "parked"   // all waiting, proved
	PhaseDrained   Phase = "drained"
	PhaseCollected Phase = "collected"
)

// Message is a line from the workload to the harness.
type Message interface{ messageType() string }

// Ready is the first message; the workload then holds at baseline.
type Ready struct {
	Protocol       int64  `json:"protocol"`
	Runtime        string `json:"runtime"`
	RuntimeVersion string `json:"runtimeVersion"`
	Limits         Limits `json:"limits"`
}

// Hold says that the workload holds at a phase until the go-ahead.
type Hold struct {
	Phase      Phase    `json:"phase"`
	Iteration  int64    `json:"iteration"`
	ElapsedNs  int64    `json:"elapsedNs"` // since the timed region began
	Created    int64    `json:"created"`
	Completed  int64    `json:"completed"`
	TimeLeftNs *int64   `json:"timeLeftNs"` // until the first deadline; negative once it has passed
	Witness    *Witness `json:"witness"`
}

// Resumed says what had happened when the workload left the phase.
type Resumed struct {
	Phase      Phase    `json:"phase"`
	Iteration  int64    `json:"iteration"`
	Completed  int64    `json:"completed"`
	TimeLeftNs *int64   `json:"timeLeftNs"`
	Witness    *Witness `json:"witness"`
}

// The kinds of a witness.
const (
	WitnessGoroutines = "goroutines-waiting"
	WitnessTimeouts   = "timeout-resources" // Node's
)

// Witness is a second count of the tasks alive, by the runtime itself.
type Witness struct {
	Kind  string `json:"kind"`
	Count int64  `json:"count"`
}

// Iterated is the result of one iteration.
type Iterated struct {
	Iteration    int64        `json:"iteration"`
	Warmup       bool         `json:"warmup"`
	ElapsedNs    int64        `json:"elapsedNs"`
	Manifest     Manifest     `json:"manifest"`
	Measurements Measurements `json:"measurements"`
}

// Manifest says what the program did. Checksum is a decimal integer, nil where no task has an identity.
type Manifest struct {
	Created   int64   `json:"created"`
	Completed int64   `json:"completed"`
	PeakAlive int64   `json:"peakAlive"`
	Messages  int64   `json:"messages"`
	Checksum  *string `json:"checksum"`
}

// The only unit and encoding of a distribution.
const (
	unitNs      = "ns"
	encodingHdr = "hdr-v2-base64"
)

// Distribution is an HdrHistogram in V2 compressed encoding, base64.
type Distribution struct {
	Name     string `json:"name"`
	Unit     string `json:"unit"`
	Encoding string `json:"encoding"`
	Count    int64  `json:"count"`
	Data     string `json:"data"`
}

// Failed means that the workload gives up in good order.
type Failed struct {
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// Done is the last message of a sample that worked.
type Done struct{}

func (Ready) messageType() string        { return "ready" }
func (Hold) messageType() string         { return "hold" }
func (Resumed) messageType() string      { return "resumed" }
func (Iterated) messageType() string     { return "iteration" }
func (Distribution) messageType() string { return "distribution" }
func (Failed) messageType() string       { return "failed" }
func (Done) messageType() string         { return "done" }

// Limits are the limits in force, in the order in which they are written.
type Limits []Limit

// Limit is one of them; Value is a number, a string or nil.
type Limit struct {
	Name  string
	Value any
}

// Measurements are the program's own figures, in the order in which they are written.
type Measurements []Measurement

// Measurement is one of them.
type Measurement struct {
	Name  string
	Value float64
}

// MarshalJSON writes an object.
func (l Limits) MarshalJSON() ([]byte, error) {
	return marshalMembers(len(l), func(i int) (string, any) { return l[i].Name, l[i].Value })
}

// MarshalJSON writes an object.
func (m Measurements) MarshalJSON() ([]byte, error) {
	return marshalMembers(len(m), func(i int) (string, any) { return m[i].Name, m[i].Value })
}

// marshalMembers keeps the order, which a map would sort: a person compares limits line by line.
func marshalMembers(count int, member func(int) (string, any)) ([]byte, error) {
	line := []byte{'{'}
	for i := range count {
		name, value := member(i)
		encodedName, err := marshal(name)
		if err != nil {
			return nil, err
		}
		encodedValue, err := marshal(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if i > 0 {
			line = append(line, ',')
		}
		line = append(line, encodedName...)
		line = append(line, ':')
		line = append(line, encodedValue...)
	}
	return append(line, '}'), nil
}

// EncodeMessage gives the line without its line feed. The type stands first, so that a person sees it.
func EncodeMessage(message Message) ([]byte, error) {
	fields, err := marshal(message)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", message.messageType(), err)
	}
	line := []byte(`{"type":"` + message.messageType() + `"`)
	if string(fields) != "{}" {
		line = append(line, ',')
	}
	line = append(line, fields[1:]...)
	if len(line) >= MaximumLineBytes {
		return nil, fmt.Errorf("encode %s: expected a line of at most %d bytes, received %d",
			message.messageType(), MaximumLineBytes, len(line)+1)
	}
	return line, nil
}

// marshal leaves <, > and & as they are; encoding/json would write them as for a web page.
func marshal(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte{'\n'}), nil
}
