package workload

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// examples gives the lines that every implementation of the contract is tested with.
func examples(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "harness", "contract", "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) < 2 {
		t.Fatalf("%s: expected lines, received %d", name, len(lines))
	}
	return lines
}

func TestGoldenMessagesSurviveDecodingAndEncoding(t *testing.T) {
	for _, line := range examples(t, "messages.ndjson") {
		t.Run(line, func(t *testing.T) {
			message, err := DecodeMessage([]byte(line))
			if err != nil {
				t.Fatal(err)
			}
			encoded, err := EncodeMessage(message)
			if err != nil {
				t.Fatal(err)
			}
			if string(encoded) != line {
				t.Errorf("expected %s\nreceived %s", line, encoded)
			}
		})
	}
}

func TestGoldenRequestsAreDecoded(t *testing.T) {
	for _, line := range examples(t, "requests.ndjson") {
		t.Run(line, func(t *testing.T) {
			if err := decodeFromHarness(line); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestGoldenRequestKeepsItsValues(t *testing.T) {
	request, err := DecodeRequest([]byte(examples(t, "requests.ndjson")[0]))
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := request.Parameters.Int("tasks", 0, 1e9)
	if err != nil || tasks != 1_000_000 {
		t.Errorf("expected 1000000 tasks, received %d, %v", tasks, err)
	}
	wake, err := request.Parameters.OneOf("wake", "same-deadline", "same-duration")
	if err != nil || wake != "same-duration" {
		t.Errorf("expected same-duration, received %q, %v", wake, err)
	}
	if request.Scenario != "sleepers" || request.Variant != "go/goroutine-sleep" || request.Iterations != 1 ||
		request.Warmups != 0 || request.Seed != 4294967295 || request.Probe != ProbeMemory {
		t.Errorf("received %+v", request)
	}
}

func TestRejectedMessages(t *testing.T) {
	for _, line := range examples(t, "rejected-messages.ndjson") {
		t.Run(line, func(t *testing.T) {
			if message, err := DecodeMessage([]byte(line)); err == nil {
				t.Errorf("accepted as %+v", message)
			}
		})
	}
}

func TestRejectedRequests(t *testing.T) {
	for _, line := range examples(t, "rejected-requests.ndjson") {
		t.Run(line, func(t *testing.T) {
			if err := decodeFromHarness(line); err == nil {
				t.Error("accepted")
			}
		})
	}
}

// decodeFromHarness takes a line as what its type says that it is; any other line must fail as a request.
func decodeFromHarness(line string) error {
	if strings.HasPrefix(line, `{"type":"continue"`) {
		return DecodeContinue([]byte(line))
	}
	_, err := DecodeRequest([]byte(line))
	return err
}
