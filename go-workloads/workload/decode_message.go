package workload

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"github.com/interleave-bench/interleave/go-workloads/internal/strictjson"
)

// DecodeMessage reads one line without its line feed, as strictly as the harness does.
func DecodeMessage(line []byte) (Message, error) {
	object, err := strictjson.Parse(line)
	if err != nil {
		return nil, fmt.Errorf("bad message: %w", err)
	}
	var message Message
	switch object.OneOf("type", "ready", "hold", "resumed", "iteration", "distribution", "failed", "done") {
	case "ready":
		message = decodeReady(object)
	case "hold":
		message = Hold{
			Phase:      decodePhase(object),
			Iteration:  object.Count("iteration"),
			ElapsedNs:  object.Count("elapsedNs"),
			Created:    object.Count("created"),
			Completed:  object.Count("completed"),
			TimeLeftNs: object.NullableInt("timeLeftNs"),
			Witness:    decodeWitness(object),
		}
	case "resumed":
		message = Resumed{
			Phase:      decodePhase(object),
			Iteration:  object.Count("iteration"),
			Completed:  object.Count("completed"),
			TimeLeftNs: object.NullableInt("timeLeftNs"),
			Witness:    decodeWitness(object),
		}
	case "iteration":
		message = Iterated{
			Iteration:    object.Count("iteration"),
			Warmup:       object.Bool("warmup"),
			ElapsedNs:    object.Count("elapsedNs"),
			Manifest:     decodeManifest(object.Object("manifest")),
			Measurements: decodeMeasurements(object.Object("measurements")),
		}
	case "distribution":
		message = decodeDistribution(object)
	case "failed":
		message = Failed{Reason: object.String("reason", 1), Detail: object.String("detail", 0)}
	case "done":
		message = Done{}
	}
	if err := object.Close(); err != nil {
		return nil, fmt.Errorf("bad message: %w", err)
	}
	return message, nil
}

func decodeReady(object *strictjson.Object) Ready {
	ready := Ready{
		Protocol:       object.Int("protocol", ProtocolVersion, ProtocolVersion),
		Runtime:        object.String("runtime", 1),
		RuntimeVersion: object.String("runtimeVersion", 1),
	}
	limits := object.Object("limits")
	for _, name := range limits.Names() {
		ready.Limits = append(ready.Limits, Limit{name, limits.Scalar(name)})
	}
	return ready
}

func decodePhase(object *strictjson.Object) Phase {
	return Phase(object.OneOf("phase",
		string(PhaseArmed), string(PhaseParked), string(PhaseDrained), string(PhaseCollected)))
}

func decodeWitness(object *strictjson.Object) *Witness {
	witness := object.NullableObject("witness")
	if witness == nil {
		return nil
	}
	return &Witness{
		Kind:  witness.OneOf("kind", WitnessGoroutines, WitnessTimeouts),
		Count: witness.Count("count"),
	}
}

func decodeManifest(object *strictjson.Object) Manifest {
	manifest := Manifest{
		Created:   object.Count("created"),
		Completed: object.Count("completed"),
		PeakAlive: object.Count("peakAlive"),
		Messages:  object.Count("messages"),
		Checksum:  object.NullableString("checksum"),
	}
	if manifest.Checksum != nil && !regexp.MustCompile(`^-?[0-9]{1,39}$`).MatchString(*manifest.Checksum) {
		object.Reject("checksum", "a decimal integer of at most 39 digits")
	}
	return manifest
}

func decodeMeasurements(object *strictjson.Object) Measurements {
	measurements := Measurements{}
	for _, name := range object.Names() {
		measurements = append(measurements, Measurement{name, object.Float(name)})
	}
	return measurements
}

func decodeDistribution(object *strictjson.Object) Distribution {
	distribution := Distribution{
		Name:     object.String("name", 1),
		Unit:     object.OneOf("unit", unitNs),
		Encoding: object.OneOf("encoding", encodingHdr),
		Count:    object.Count("count"),
		Data:     object.String("data", 0),
	}
	// Go's decoder passes over line ends inside the text; the contract does not.
	_, err := base64.StdEncoding.Strict().DecodeString(distribution.Data)
	if err != nil || strings.ContainsAny(distribution.Data, "\r\n") {
		object.Reject("data", "base64")
	}
	return distribution
}
