package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

func TestHoldAndReleaseInWholeChunks(t *testing.T) {
	var requests strings.Builder
	for _, order := range []struct {
		verb  string
		bytes int64
	}{
		{"hold", 0},
		{"hold", 1},
		{"hold", 2 * chunkBytes},
		{"hold", 5},
		{"release", 0},
		{"release", chunkBytes + 1},
		{"release", chunkBytes},
	} {
		fmt.Fprintf(&requests, "{\"type\":%q,\"bytes\":%d}\n", order.verb, order.bytes)
	}
	var stdout, stderr bytes.Buffer
	exit := serve(strings.NewReader(requests.String()), &stdout, &stderr)
	if exit != exitDone {
		t.Fatalf("exit %d: %s", exit, stderr.String())
	}
	var chunks []int64
	for _, line := range strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n") {
		var reply held
		if err := json.Unmarshal([]byte(line), &reply); err != nil || reply.Type != "held" {
			t.Fatalf("received %s, %v", line, err)
		}
		chunks = append(chunks, reply.Bytes/chunkBytes)
	}
	if want := "[0 1 2 2 2 0 0]"; fmt.Sprint(chunks) != want {
		t.Errorf("expected %s chunks, received %v", want, chunks)
	}
}

func TestWhatIsHeldIsResident(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("expected Linux, for /proc/self/statm")
	}
	const held = 16 * chunkBytes
	before := residentBytes(t)
	var memory reserve
	if err := memory.hold(held); err != nil {
		t.Fatal(err)
	}
	// The runtime's own memory comes and goes by less than half of it.
	if grown := residentBytes(t) - before; grown < held/2 {
		t.Errorf("expected about %d bytes more, received %d", held, grown)
	}
	if err := memory.release(held); err != nil {
		t.Fatal(err)
	}
	if grown := residentBytes(t) - before; grown > held/2 {
		t.Errorf("expected about 0 bytes more, received %d", grown)
	}
}

func residentBytes(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
		t.Fatal(err)
	}
	return resident * int64(os.Getpagesize())
}

func TestBadLinesExit64(t *testing.T) {
	for _, line := range []string{
		"x", `{"type":"hold"}`, `{"type":"hold","bytes":-1}`, `{"type":"hold","bytes":1.5}`, `{"type":"keep","bytes":1}`,
		`{"type":"hold","bytes":1,"more":1}`, `{"type":"hold","bytes":1} x`, strings.Repeat(" ", 2*longestBuffer),
	} {
		t.Run(line, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			exit := serve(strings.NewReader(line+"\n"), &stdout, &stderr)
			if exit != exitBadInput || stdout.Len() > 0 || stderr.Len() == 0 {
				t.Errorf("exit %d, stdout %q, stderr %q", exit, stdout.String(), stderr.String())
			}
		})
	}
}
