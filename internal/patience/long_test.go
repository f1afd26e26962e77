package patience

import "testing"

func TestLongTestsAreAskedFor(t *testing.T) {
	for value, want := range map[string]bool{"": false, "0": false, "1": true, "yes": true} {
		t.Setenv(LongVariable, value)
		ran := false
		t.Run(value, func(t *testing.T) {
			Long(t)
			ran = true
		})
		if ran != want {
			t.Errorf("with %q a long test runs: %v, want %v", value, ran, want)
		}
	}
}
