package main

import (
	"os"
	"runtime"
	"testing"
)

func TestCPUTimeIsReadBehindTheName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stat string
		want float64
	}{
		{"23222 (cat) R 23219 23219 13088 0 -1 4194304 101 0 0 0 150 50 0 0 20 0 1 0 6106995", 2},
		{"7 (a ) b (c) S 1 1 1 0 -1 0 0 0 0 0 0 7 0 0 20 0 1 0 6106995", 0.07},
	} {
		if got, err := cpuIn(c.stat); err != nil || got != c.want {
			t.Errorf("%q: got %v, %v, want %v", c.stat, got, err, c.want)
		}
	}
	for _, stat := range []string{"", "7 (bot) S 1 1", "7 (bot) S 1 1 1 0 -1 0 0 0 0 0 x y"} {
		if got, err := cpuIn(stat); err == nil {
			t.Errorf("%q: got %v, want an error", stat, got)
		}
	}
}

func TestThisProcessHasMemoryAndTime(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("figures of processes are read as Linux tells them")
	}
	now, err := memoryOf(os.Getpid(), "VmRSS")
	if err != nil {
		t.Fatal(err)
	}
	most, err := memoryOf(os.Getpid(), "VmHWM")
	if err != nil || now <= 0 || most <= 0 {
		t.Errorf("got %v MB now and %v MB at most, %v, want both", now, most, err)
	}
	if used, err := cpuOf(os.Getpid()); err != nil || used <= 0 {
		t.Errorf("CPU time of this process: got %v, %v, want some", used, err)
	}
	if used, err := cpuClockOf(1 << 23); err == nil {
		t.Errorf("CPU clock of a process that there is not: got %v, want an error", used)
	}
	if v, err := memoryOf(os.Getpid(), "VmNone"); err == nil {
		t.Errorf("a figure that there is not: got %v, want an error", v)
	}
}
