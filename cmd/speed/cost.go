package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// ticks is how many parts of a second Linux counts CPU time in: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
const ticks = 100

// cpuOf is the CPU time in seconds that a process has used, its ended threads included. Where the process has a clock, that is read:
// what a bot takes at rest is a few ticks.
func cpuOf(pid int) (float64, error) {
	if used, err := cpuClockOf(pid); err == nil {
		return used, nil
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("read CPU time: %w", err)
	}
	return cpuIn(string(text))
}

// cpuIn reads /proc/PID/stat. The name in it may hold anything, so that the fields are counted from behind it.
func cpuIn(stat string) (float64, error) {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	const user, system = 11, 12
	if len(fields) <= system {
		return 0, fmt.Errorf("read CPU time: %d fields", len(fields))
	}
	u, err := strconv.ParseFloat(fields[user], 64)
	if err != nil {
		return 0, fmt.Errorf("read CPU time: %w", err)
	}
	s, err := strconv.ParseFloat(fields[system], 64)
	if err != nil {
		return 0, fmt.Errorf("read CPU time: %w", err)
	}
	return (u + s) / ticks, nil
}

// memoryOf is a figure of /proc/PID/status in MB: VmRSS is resident now, VmHWM was at most.
func memoryOf(pid int, name string) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	m := regexp.MustCompile(`(?m)^` + name + `:\s+(\d+) kB$`).FindSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("read memory: no %s", name)
	}
	kb, err := strconv.Atoi(string(m[1]))
	return float64(kb) / 1024, err
}
