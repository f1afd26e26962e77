package sensitivity

import (
	"strings"
	"testing"
)

// What is nested as deep as a file can hold is a mistake, and does not take the memory of the machine.
func TestDeepFiles(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"brackets": "rules: " + strings.Repeat("[", 100_000), "braces": "rules: " + strings.Repeat("{a: ", 60_000),
		"dashes": "rules:\n  " + strings.Repeat("- ", 100_000), "lines of brackets": "rules:\n" + strings.Repeat("  [\n", 60_000),
	} {
		_, mistakes := Parse([]byte(text))
		if len(mistakes) != 1 || mistakes[0].What != "lists in lists in lists" {
			t.Errorf(`%s: %+v, want a length of 1 and What "lists in lists in lists"`, name, mistakes)
		}
	}
	_, mistakes := Parse([]byte("rules: [{match: {application: ['[[[[', '{{{'], entitlement: [a, b]}, show: masked}]\n" + strings.Repeat("# [[[ - - -\n", 100)))
	if len(mistakes) != 0 {
		t.Errorf("a file in brackets: %+v, want a length of 0", mistakes)
	}
}
