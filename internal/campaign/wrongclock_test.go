package campaign

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A program whose clock is wrong tells another time, and measures the same times.
func TestTheClockOfAProgramIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	source := filepath.Join(dir, "tell.go")
	const text = `package main

import "time"

func main() {
	now := time.Now()
	println(now.Unix(), int64(time.Until(now.Add(time.Hour)).Round(time.Minute)/time.Second), int64(time.Since(now)/time.Minute))
}
`
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := BuildWithClock(t.Context(), dir, source)
	if err != nil {
		t.Fatal(err)
	}
	for _, off := range []time.Duration{0, aDay, -aDay} {
		r := &replica{binary: program, withClock: program, clock: off}
		said, err := r.command().CombinedOutput()
		told := strings.Fields(string(said))
		if err != nil || len(told) != 3 {
			t.Fatalf("off by %s: got %q, %v, want three numbers", off, said, err)
		}
		now, err := strconv.ParseInt(told[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := time.Until(time.Unix(now, 0)).Round(time.Minute); got != off {
			t.Errorf("off by %s: got a clock that is off by %s", off, got)
		}
		if told[1] != "3600" || told[2] != "0" {
			t.Errorf("off by %s: got an hour of %s s, and %s minutes since now, want 3600 and 0", off, told[1], told[2])
		}
	}
}

// A Go whose clock looks otherwise is not built with, rather than with a clock that is right.
func TestAnotherGoIsAnError(t *testing.T) {
	t.Parallel()
	for _, source := range []string{"", clockImports, clockImports + clockReads + clockReads, clockReads} {
		if got, err := wrongClock(source); err == nil {
			t.Errorf("%q: got %q, want an error", source, got)
		}
	}
}
