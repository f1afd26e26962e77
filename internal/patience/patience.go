// Package patience says how long tests wait for what should come at once: one generous time for all of them, so that a busy
// machine fails none, and a condition in the place of a sleep.
package patience

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// Variable names the environment variable that scales the time, as 0.5 or 3. What is no number above 0 counts as 1.
const Variable = "TEST_PATIENCE"

const (
	usual = 90 * time.Second
	look  = 10 * time.Millisecond
)

// Limit gives how long a test waits for one thing to come.
func Limit() time.Duration { return scaled(usual, os.Getenv(Variable)) }

func scaled(d time.Duration, by string) time.Duration {
	factor, err := strconv.ParseFloat(by, 64)
	if err != nil || !(factor > 0) || factor > 1000 {
		return d
	}
	return time.Duration(float64(d) * factor)
}

// Receive gives the next value of a channel, or its zero value when it is closed, and ends the test when neither comes within
// Limit. what names the value in the failure.
func Receive[T any](t testing.TB, what string, from <-chan T) T {
	t.Helper()
	limit := Limit()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	select {
	case value := <-from:
		return value
	case <-deadline.C:
		t.Fatalf("waited %s in vain: %s", limit, what)
		panic("unreachable")
	}
}

// Until waits until something holds, and ends the test when it does not within Limit. It is asked every 10 ms.
func Until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	limit := Limit()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("waited %s in vain: %s", limit, what)
		}
	}
}
