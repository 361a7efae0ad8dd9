package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// orphansEscape: the launcher is the subreaper.
const orphansEscape = false

func readProcesses() []process {
	directory, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer directory.Close()
	names, _ := directory.Readdirnames(-1) // what was read before an error is still true
	var table []process
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		if p, ok := readProcess(pid); ok {
			table = append(table, p)
		}
	}
	return table
}

// readProcess parses /proc/<pid>/stat (proc_pid_stat(5)). The name in it may hold spaces and brackets: the fields
// begin after the last bracket.
func readProcess(pid int) (process, bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return process{}, false
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 3 {
		return process{}, false
	}
	parent, parentErr := strconv.Atoi(fields[1])
	group, groupErr := strconv.Atoi(fields[2])
	if parentErr != nil || groupErr != nil {
		return process{}, false
	}
	state := fields[0]
	return process{pid: pid, parent: parent, group: group, alive: state != "Z" && state != "X"}, true
}

// commandOf gives the command line, or the name in brackets where there is none.
func commandOf(pid int) string {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err == nil && len(line) > 0 {
		return string(bytes.ReplaceAll(bytes.TrimRight(line, "\x00"), []byte{0}, []byte{' '}))
	}
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return ""
	}
	return "[" + strings.TrimSpace(string(name)) + "]"
}
