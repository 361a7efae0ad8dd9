package main

import "golang.org/x/sys/unix"

// orphansEscape: an orphan falls to launchd.
const orphansEscape = true

func readProcesses() []process {
	table, err := unix.SysctlKinfoProcSlice("kern.proc.all")
	if err != nil {
		return nil
	}
	const zombie = 5 // SZOMB of sys/proc.h
	var processes []process
	for _, row := range table {
		processes = append(processes, process{
			pid:    int(row.Proc.P_pid),
			parent: int(row.Eproc.Ppid),
			group:  int(row.Eproc.Pgid),
			alive:  row.Proc.P_stat != zombie,
		})
	}
	return processes
}

func commandOf(pid int) string {
	row, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return ""
	}
	return "[" + unix.ByteSliceToString(row.Proc.P_comm[:]) + "]"
}
