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
	if asked := os.Getenv(LongVariable); asked == "" || asked == "0" {
		t.Skip("a long test: " + LongVariable + "=1 asks for it")
	}
}
