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

func TestSomeCasesStandForTheOthers(t *testing.T) {
	cases := []string{"a", "b", "c"}
	for value, want := range map[string]int{"": 2, "0": 2, "1": 3} {
		t.Setenv(LongVariable, value)
		if got := len(Some(2, cases)); got != want {
			t.Errorf("with %q there are %d cases, want %d", value, got, want)
		}
	}
	t.Setenv(LongVariable, "")
	if got := len(Some(5, cases)); got != len(cases) {
		t.Errorf("there are %d cases, want %d", got, len(cases))
	}
}
