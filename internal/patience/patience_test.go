package patience

import (
	"testing"
	"time"
)

func TestScaled(t *testing.T) {
	t.Parallel()
	for by, want := range map[string]time.Duration{
		"": time.Minute, "1": time.Minute, "2": 2 * time.Minute, "0.5": 30 * time.Second,
		"0": time.Minute, "-1": time.Minute, "NaN": time.Minute, "Inf": time.Minute, "a lot": time.Minute,
	} {
		if got := scaled(time.Minute, by); got != want {
			t.Errorf("scaled by %q: got %s, want %s", by, got, want)
		}
	}
}

// failing is a test that may fail.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Helper() {}

func (f *failing) Fatalf(string, ...any) { f.failed = true; panic("ended") }

func TestUntil(t *testing.T) {
	asked := 0
	Until(t, "the third look", func() bool { asked++; return asked == 3 })
	if asked != 3 {
		t.Errorf("asked %d times, want 3", asked)
	}
	t.Setenv(Variable, "0.0001")
	if !fails(t, func(t testing.TB) { Until(t, "what never comes", func() bool { return false }) }) {
		t.Error("what never comes fails no test")
	}
}

func TestReceive(t *testing.T) {
	values := make(chan int, 1)
	values <- 7
	if got := Receive(t, "the seven", values); got != 7 {
		t.Errorf("got %d, want 7", got)
	}
	t.Setenv(Variable, "0.0001")
	if !fails(t, func(t testing.TB) { Receive(t, "another", values) }) {
		t.Error("a channel without a value fails no test")
	}
	close(values)
	if fails(t, func(t testing.TB) { Receive(t, "the end", values) }) {
		t.Error("a closed channel fails the test")
	}
}

func fails(t *testing.T, do func(testing.TB)) bool {
	t.Helper()
	f := &failing{TB: t}
	func() {
		defer func() { _ = recover() }()
		do(f)
	}()
	return f.failed
}
