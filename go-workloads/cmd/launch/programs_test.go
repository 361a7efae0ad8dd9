package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test's own binary be the small programs that the tests run: its first argument says which.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		if name, found := strings.CutPrefix(os.Args[1], "as:"); found {
			os.Exit(programs()[name](os.Args[2:]))
		}
	}
	os.Exit(m.Run())
}

func programs() map[string]func(arguments []string) (exitCode int) {
	return map[string]func([]string) int{
		"launch":        runLauncher,
		"exit":          exitWith,
		"kill-self":     killSelf,
		"tell":          tellFile,
		"sockets":       listSockets,
		"wait":          waitForSignal,
		"ignore-term":   ignoreTerm,
		"orphan":        leaveOrphan,
		"close-streams": closeStreams,
	}
}

func runLauncher(arguments []string) int {
	os.Args = append([]string{"launch"}, arguments...)
	main()
	return 0
}

func exitWith(arguments []string) int {
	code, _ := strconv.Atoi(arguments[0])
	return code
}

func killSelf([]string) int {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// tellFile waits for a line, by which the limits are in force, and writes the files.
func tellFile(paths []string) int {
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	for _, path := range paths {
		text, _ := os.ReadFile(path)
		fmt.Fprintf(messages(), "%s", text)
	}
	return 0
}

func listSockets([]string) int {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, entry := range entries {
		target, _ := os.Readlink("/proc/self/fd/" + entry.Name())
		if strings.HasPrefix(target, "socket:") {
			fmt.Fprintln(messages(), entry.Name(), target)
		}
	}
	return 0
}

func waitForSignal([]string) int {
	fmt.Fprintln(messages(), os.Getpid())
	time.Sleep(time.Hour)
	return 0
}

func ignoreTerm([]string) int {
	signal.Ignore(syscall.SIGTERM)
	return waitForSignal(nil)
}

// leaveOrphan starts a program in a session of its own, which nothing but the tree still ties to this one.
func leaveOrphan(arguments []string) int {
	child := exec.Command(os.Args[0], "as:ignore-term")
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	child.ExtraFiles = []*os.File{messages()}
	if err := child.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if len(arguments) > 0 && arguments[0] == "stay" {
		time.Sleep(time.Hour)
	}
	time.Sleep(100 * time.Millisecond) // the grandchild must have begun to ignore SIGTERM
	return 3
}

func closeStreams([]string) int {
	for _, descriptor := range []int{1, 3} {
		_ = syscall.Close(descriptor)
	}
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	return 0
}

func messages() *os.File { return os.NewFile(3, "messages") }
