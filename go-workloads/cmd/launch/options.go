package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

const usageText = "usage: launch [--cpus 0,1] [--data-limit BYTES] [--oom-score-adj N] [--time-limit-ms N] -- program args…"

// options: nil and 0 mean that the launcher leaves that as it is.
type options struct {
	cpus        []int
	dataLimit   *uint64
	oomScoreAdj *int
	timeLimit   time.Duration
	command     []string
}

func parseOptions(arguments []string) (options, error) {
	// The flag package takes the first plain word as the end of the flags; a forgotten "--" would go unseen.
	own, command, found := cutAt(arguments, "--")
	if !found || len(command) == 0 {
		return options{}, errors.New("expected -- and a program")
	}
	parsed := options{command: command}
	flags := flag.NewFlagSet("launch", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Func("cpus", "", func(text string) (err error) {
		parsed.cpus, err = parseCPUs(text)
		return err
	})
	flags.Func("data-limit", "", func(text string) error {
		limit, err := strconv.ParseUint(text, 10, 63)
		parsed.dataLimit = &limit
		return err
	})
	flags.Func("oom-score-adj", "", func(text string) error {
		adjustment, err := strconv.Atoi(text)
		if err == nil && (adjustment < -1000 || adjustment > 1000) {
			err = errors.New("expected -1000 to 1000")
		}
		parsed.oomScoreAdj = &adjustment
		return err
	})
	flags.Func("time-limit-ms", "", func(text string) error {
		milliseconds, err := strconv.ParseInt(text, 10, 64)
		if err == nil && (milliseconds < 1 || milliseconds > math.MaxInt64/int64(time.Millisecond)) {
			err = errors.New("expected milliseconds, at least 1")
		}
		parsed.timeLimit = time.Duration(milliseconds) * time.Millisecond
		return err
	})
	if err := flags.Parse(own); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("expected only options before --, received %q", flags.Arg(0))
	}
	return parsed, nil
}

func cutAt(words []string, separator string) (before, after []string, found bool) {
	for i, word := range words {
		if word == separator {
			return words[:i], words[i+1:], true
		}
	}
	return words, nil, false
}

func parseCPUs(list string) ([]int, error) {
	const most = 1024 // the size of the kernel interface's mask
	var cpus []int
	for _, text := range strings.Split(list, ",") {
		cpu, err := strconv.Atoi(text)
		if err != nil || cpu < 0 || cpu >= most {
			return nil, fmt.Errorf("expected CPU numbers with commas between them, received %q", text)
		}
		cpus = append(cpus, cpu)
	}
	return cpus, nil
}
