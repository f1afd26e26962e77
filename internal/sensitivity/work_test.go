package sensitivity_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// However large the file and the item, what is done beside one pass over each text is bounded, and nothing but the most
// far-fetched file comes near the bound: what comes to it is left to IdentityIQ.
func TestTheLargestItemTakesFewSteps(t *testing.T) {
	t.Parallel()
	few := []string{"letters that repeat, inside", "values of one letter", "beginning and end", "letters that fold to shorter"}
	for _, name := range patience.Some(len(few), append(few, slices.Sorted(maps.Keys(largest()))...)) {
		c := largest()[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, i := largestFile(t, "entitlement", c.pattern), largestItem(c.letters, c.text)
			if got := r.Steps(i); got > sensitivity.MostSteps/2 {
				t.Errorf("got %d steps, want %d at most", got, sensitivity.MostSteps/2)
			}
			if got := r.Judge(i); got.Demands.IIQ {
				t.Errorf("got %+v, want it judged by what it says", got.Demands)
			}
			if got := r.States(); got > fileBytes {
				t.Errorf("got %d states for a file of %d bytes, want no more than bytes", got, fileBytes)
			}
		})
	}
}

// Twice as many rules, or twice as long texts, take twice as many steps.
func TestStepsGrowWithTheFileAndTheItem(t *testing.T) {
	t.Parallel()
	of := func(rules, letters int) int {
		var file strings.Builder
		file.WriteString("rules:\n")
		for n := range rules {
			file.WriteString("  - {match: {entitlement: '*-" + code(n+1) + "-*-" + code(n) + "-*'}, show: masked}\n")
		}
		r, mistakes := sensitivity.Parse([]byte(file.String()))
		if len(mistakes) > 0 {
			t.Fatal(mistakes)
		}
		i := asked(sensitivity.Line{Values: []string{codes(0, letters, "-")}})
		return r.Steps(i)
	}
	once := of(100, 1000)
	if once == 0 {
		t.Fatal("got no steps, want some")
	}
	for what, got := range map[string]int{"rules": of(200, 1000), "letters": of(100, 2000)} {
		if got > 3*once {
			t.Errorf("twice as many %s: got %d steps, want about twice %d", what, got, once)
		}
	}
}

// Thousands of patterns that their literals do not rule out, and values made for them.
func TestWhatTakesTooManyStepsIsLeftToIdentityIQ(t *testing.T) {
	t.Parallel()
	pattern := func(n int) string { return "?" + code(n) + "*" }
	r, names := largestFile(t, "entitlement", pattern), largestFile(t, "target", pattern)
	i := largestItem(itemBytes/itemLines, func(n int) string { return codes(n*997, itemBytes/itemLines, "") })
	if got := r.Steps(i); got <= sensitivity.MostSteps || got > sensitivity.MostSteps+1000 {
		t.Errorf("got %d steps, want the bound of %d and little more", got, sensitivity.MostSteps)
	}
	got := r.Judge(i)
	if !got.Demands.IIQ || got.Show != sensitivity.Masked || len(got.Masked) != len(i.Lines) {
		t.Errorf("got %s, %+v and %d masked, want all of it masked and decided in IdentityIQ", got.Show, got.Demands, len(got.Masked))
	}
	i.Target = nil
	for n := range 6 {
		i.Target = append(i.Target, codes(n, 3*valueLetters, ""))
	}
	if got := names.Judge(i); !got.Demands.IIQ || got.Show != sensitivity.Masked {
		t.Errorf("by its target: got %s and %+v, want it masked and decided in IdentityIQ", got.Show, got.Demands)
	}
	if !names.Hides("", strings.Join(i.Target, ", ")) {
		t.Error("a name that takes too many steps is not hidden")
	}
}
