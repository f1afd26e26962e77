package patience

import (
	"os"
	"testing"
)

// LongVariable names the environment variable that asks for the long tests: with any value but none and 0.
const LongVariable = "LONG_TESTS"

// Long skips a test that costs many seconds of processor time, because it works on very much data, on many bots or in a browser,
// unless LONG_TESTS asks for it, as .ci/run does.
func Long(t testing.TB) {
	t.Helper()
	if !long() {
		t.Skip("a long test: " + LongVariable + "=1 asks for it")
	}
}

// Some gives every case of a table whose cases cost much each where LONG_TESTS asks for the long tests, else the first n, which
// stand for the others.
func Some[T any](n int, cases []T) []T {
	if long() {
		return cases
	}
	return cases[:min(n, len(cases))]
}

// Few gives how often something is to be tried that costs much each time: often where LONG_TESTS asks for the long tests, else few.
func Few(few, often int) int {
	if long() {
		return often
	}
	return few
}

func long() bool {
	asked := os.Getenv(LongVariable)
	return asked != "" && asked != "0"
}
