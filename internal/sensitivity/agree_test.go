package sensitivity_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// Of few letters, so that much fits: some differ in case alone, some in their length folded, and some are no letters.
const (
	patternLetters = `[abAkKſsßẞéÉ\x{1E9E}\x{212A}ȺⱥıİΣς .,*?\\]{1,9}`
	textLetters    = `[abAkKſsßẞéÉ\x{212A}ȺⱥıİΣς .,*?\\]{0,12}`
)

func TestPatternsFitAsTheyAreDefined(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(patternLetters).Draw(t, "pattern")
		text := rapid.OneOf(rapid.StringMatching(textLetters),
			rapid.Just(strings.NewReplacer("*", "ab", "?", "k").Replace(pattern))).Draw(t, "text")
		var o oracle
		p := sensitivity.NewPattern(pattern)
		if got, want := p.Fits(text), o.fits(p, text); got != want {
			t.Fatalf("%q fits %q: %t, want %t", pattern, text, got, want)
		}
	})
	for text, want := range map[string]bool{"": true, " ": true, "a": false} {
		if got := (sensitivity.Pattern{}).Fits(text); got != want {
			t.Errorf("the zero pattern fits %q: %t, want %t", text, got, want)
		}
	}
	if !sensitivity.NewPattern("*\xff?").Fits("a\xfe\xfd") {
		t.Error("bytes that are no letters are not one sign each")
	}
}

func TestPatternsInAnyOrder(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"ab": true, "xaxbx": true, "ba": false, "bab": true, "a": false, "bbaa": false} {
		if got := sensitivity.NewPattern("*a*b*").Fits(text); got != want {
			t.Errorf("%q: fits is %t, want %t", text, got, want)
		}
	}
}

func TestLettersAreFoldedAsTheyAreDefined(t *testing.T) {
	t.Parallel()
	for c := range unicode.MaxRune + 1 {
		if got, want := sensitivity.Fold(string(c)), plainFold(string(c)); got != want {
			t.Errorf("%U: folded to %q, want %q", c, got, want)
		}
	}
	if got := sensitivity.Fold("a\xff\xfeb"); got != "A\uFFFD\uFFFDB" {
		t.Errorf("got %q, want two signs for two bytes", got)
	}
}

// drawnRules are rules of any kind, some of which have patterns in common.
func drawnRules(t *rapid.T) (sensitivity.Rules, *oracle) {
	pattern := rapid.Custom(func(t *rapid.T) string {
		p := rapid.StringMatching(patternLetters).Draw(t, "pattern")
		if strings.TrimSpace(p) == "" {
			return "*"
		}
		return p
	})
	var text strings.Builder
	shows := []string{"whole", "masked", "notice", "none"}
	demands := []string{"comment", "confirmation", "lines", "iiq", "single"}
	o := &oracle{}
	if rapid.Bool().Draw(t, "default") {
		show, demand := rapid.SampledFrom(shows).Draw(t, "show"), rapid.SampledFrom(demands).Draw(t, "demand")
		fmt.Fprintf(&text, "default: {show: %s, demand: %s}\n", show, demand)
		o.byDefault = sensitivity.Rule{Show: sensitivity.Show(show), Demands: sensitivity.DemandsOf([]string{demand})}
	}
	text.WriteString("rules:\n")
	for range rapid.IntRange(1, 70).Draw(t, "rules") {
		keys := rapid.SampledFrom([][]string{{"entitlement"}, {"role"}, {"application", "entitlement"}, {"attribute"}, {"target"},
			{"requester", "entitlement"}, {"description"}, {"description", "role"}, {"application"}}).Draw(t, "keys")
		var match []string
		for _, k := range keys {
			var list []string
			for _, p := range rapid.SliceOfN(pattern, 1, 4).Draw(t, k) {
				list = append(list, strconv.Quote(p))
			}
			match = append(match, k+": ["+strings.Join(list, ", ")+"]")
		}
		if rapid.Bool().Draw(t, "of a type") {
			match = append(match, "type: Approval")
		}
		if rapid.IntRange(0, 3).Draw(t, "of a mark") == 0 {
			match = append(match, "privileged: "+strconv.FormatBool(rapid.Bool().Draw(t, "privileged")))
		}
		fmt.Fprintf(&text, "  - {match: {%s}, show: %s", strings.Join(match, ", "), rapid.SampledFrom(shows).Draw(t, "show"))
		text.WriteString(", demand: " + rapid.SampledFrom(demands).Draw(t, "demand") + "}\n")
	}
	r, mistakes := sensitivity.Parse([]byte(text.String()))
	if slices.ContainsFunc(mistakes, func(m sensitivity.Mistake) bool { return strings.Contains(m.What, "looks for the same") }) {
		t.Skip("two rules look for the same")
	}
	if len(mistakes) > 0 {
		t.Fatalf("mistakes in %s: %v", text.String(), mistakes)
	}
	o.rules = r.All()
	return r, o
}

func drawnItem(t *rapid.T) sensitivity.Item {
	text := rapid.StringMatching(textLetters)
	i := sensitivity.Item{Type: "Approval", Requester: []string{text.Draw(t, "requester"), text.Draw(t, "display")},
		Target: []string{text.Draw(t, "target"), ""}, Description: text.Draw(t, "description")}
	for range rapid.IntRange(0, 4).Draw(t, "lines") {
		l := sensitivity.Line{Application: text.Draw(t, "application"), Operation: "Add", Role: rapid.Bool().Draw(t, "role"),
			Privileged: rapid.Bool().Draw(t, "privileged"), Attributes: []string{text.Draw(t, "attribute"), text.Draw(t, "attribute")}}
		for range rapid.IntRange(0, 3).Draw(t, "values") {
			l.Values = append(l.Values, strings.Join(rapid.SliceOfN(text, 1, 4).Draw(t, "value"), ", "))
		}
		i.Lines = append(i.Lines, l)
	}
	return i
}

// Whatever the rules and whatever the item, the compiled rules say what the rules say one by one.
func TestCompiledRulesJudgeAsTheyAreDefined(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, o := drawnRules(t)
		i := drawnItem(t)
		got, want := r.Judge(i), o.judge(i)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%+v is judged otherwise than the rules say (-want +got):\n%s", i, diff)
		}
		for _, text := range append(i.Target, i.Description) {
			hidden := slices.ContainsFunc(o.rules, func(r sensitivity.Rule) bool { return o.hides(r, "b", text) })
			if got, want := r.Hides("b", text), hidden && strings.TrimSpace(text) != ""; got != want {
				t.Fatalf("%q is hidden: %t, want %t", text, got, want)
			}
		}
	})
}

// hides reports whether a rule hides a text that stands in no line.
func (o *oracle) hides(r sensitivity.Rule, attribute, text string) bool {
	values := []string{text}
	if strings.Contains(text, ", ") {
		values = append(values, strings.Split(text, ", ")...)
	}
	named := func(patterns []sensitivity.Pattern, texts ...string) bool {
		return len(patterns) > 0 && o.any(patterns, texts...)
	}
	return r.Show.Protects(sensitivity.Whole) && (named(r.Applications, values...) || named(r.Entitlements, values...) ||
		named(r.Roles, values...) || named(r.Targets, values...) || named(r.Attributes, attribute))
}
