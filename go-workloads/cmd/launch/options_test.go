package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestOptions(t *testing.T) {
	parsed, err := parseOptions(strings.Fields(
		"--cpus 0,3 --data-limit 4096 --oom-score-adj -5 --time-limit-ms 1500 -- program --cpus 9 -- x",
	))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(parsed.cpus) != "[0 3]" || *parsed.dataLimit != 4096 || *parsed.oomScoreAdj != -5 ||
		parsed.timeLimit != 1500*time.Millisecond || fmt.Sprint(parsed.command) != "[program --cpus 9 -- x]" {
		t.Errorf("received %+v", parsed)
	}
}

func TestBadOptions(t *testing.T) {
	for _, line := range []string{
		"", "program", "--", "--cpus 0", "--cpus a -- p", "--cpus -- p", "--cpus 0,-1 -- p", "--data-limit -1 -- p",
		"--oom-score-adj 1001 -- p", "--time-limit-ms 0 -- p", "--unknown 1 -- p", "word -- p",
	} {
		t.Run(line, func(t *testing.T) {
			if parsed, err := parseOptions(strings.Fields(line)); err == nil {
				t.Errorf("accepted as %+v", parsed)
			}
		})
	}
}
