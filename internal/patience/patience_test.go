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
	f := &failing{TB: t}
	func() {
		defer func() { _ = recover() }()
		Until(f, "what never comes", func() bool { return false })
	}()
	if !f.failed {
		t.Error("what never comes fails no test")
	}
}
