package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// cpuClockOf reads the clock of a process in seconds, by nanoseconds. Its number is made as clock_getcpuclockid(3) makes it:
// https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html
func cpuClockOf(pid int) (float64, error) {
	const scheduled = 2
	var at unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|scheduled), &at); err != nil {
		return 0, fmt.Errorf("read CPU clock: %w", err)
	}
	return float64(at.Nano()) / 1e9, nil
}
