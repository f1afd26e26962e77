package sensitivity_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

func rules(t *testing.T, text string) sensitivity.Rules {
	t.Helper()
	r, mistakes := sensitivity.Parse([]byte(text))
	if len(mistakes) > 0 {
		t.Fatalf("mistakes in the rules of the test:\n%s", said(mistakes, "f"))
	}
	return r
}

func ledger() sensitivity.Line {
	return sensitivity.Line{Application: "Finance-ERP", Operation: "Add", Attributes: []string{"memberOf", "Groups"},
		Values: []string{"CN=GL-RO,OU=Groups,DC=ex", "GL read-only"}}
}

func role(name string) sensitivity.Line {
	return sensitivity.Line{Application: "IIQ", Operation: "Add", Attributes: []string{"assignedRoles"}, Values: []string{name, name},
		Role: true}
}

func asked(lines ...sensitivity.Line) sensitivity.Item {
	return sensitivity.Item{Type: "Approval", Requester: []string{"Dana.Reyes"}, Target: []string{"Lee.Quinn", "Lee Quinn"},
		Description: "Access for Lee", Lines: lines}
}

func TestWhatARuleLooksFor(t *testing.T) {
	t.Parallel()
	several := ledger()
	several.Values = []string{"GL-RO, GL-RW"}
	privileged := ledger()
	privileged.Privileged = true
	for match, c := range map[string]struct {
		item sensitivity.Item
		want bool
	}{
		"application: finance-erp":                       {asked(ledger()), true},
		"application: Finance":                           {asked(ledger()), false},
		"application: Finance*":                          {asked(ledger()), true},
		"application: ['X*', '*ERP']":                    {asked(ledger()), true},
		"entitlement: 'CN=GL-*'":                         {asked(ledger()), true},
		"entitlement: GL read-only":                      {asked(ledger()), true},
		"entitlement: GL-RW":                             {asked(several), true},
		"entitlement: 'GL-RO, GL-RW'":                    {asked(several), true},
		"entitlement: GL-R":                              {asked(several), false},
		"entitlement: 'gl-r?'":                           {asked(several), true},
		"attribute: MEMBEROF":                            {asked(ledger()), true},
		"attribute: groups":                              {asked(ledger()), true},
		"attribute: department":                          {asked(ledger()), false},
		"role: Ledger Reader":                            {asked(role("Ledger Reader")), true},
		"role: '*'":                                      {asked(ledger()), false},
		"entitlement: Ledger*":                           {asked(role("Ledger Reader")), true},
		"operation: [Remove, Add]":                       {asked(ledger()), true},
		"operation: Remove":                              {asked(ledger()), false},
		"privileged: true":                               {asked(ledger(), privileged), true},
		"privileged: false":                              {asked(privileged), false},
		"target: lee quinn":                              {asked(ledger()), true},
		"target: Dana*":                                  {asked(ledger()), false},
		"requester: Dana.Reyes":                          {asked(ledger()), true},
		"description: '*for Lee'":                        {asked(), true},
		"type: Approval":                                 {asked(), true},
		"type: Form":                                     {asked(ledger()), false},
		"application: '*'":                               {asked(), false},
		"{application: Finance*, entitlement: 'CN=GL*'}": {asked(ledger()), true},
		"{application: IIQ, entitlement: 'CN=GL*'}":      {asked(ledger(), role("x")), false},
		"{application: Finance*, target: Lee*}":          {asked(ledger()), true},
		"{application: Finance*, target: Dana*}":         {asked(ledger()), false},
	} {
		if !strings.HasPrefix(match, "{") {
			match = "{" + match + "}"
		}
		v := rules(t, "rules:\n  - match: "+match+"\n    show: notice\n").Judge(c.item)
		if got := v.Show == sensitivity.Notice; got != c.want {
			t.Errorf("%s: fits is %t, want %t", match, got, c.want)
		}
	}
}

func TestTheMostProtectiveCounts(t *testing.T) {
	t.Parallel()
	const file = `
rules:
  - {name: finance, match: {application: Finance*}, show: masked}
  - {name: ledger, match: {entitlement: 'CN=GL-*'}, demand: comment}
  - {name: lee, match: {target: Lee*}, demand: [confirmation]}
  - {name: payroll, match: {role: Payroll*}, show: notice, demand: iiq}
  - {name: board, match: {role: Board*}, show: none}
  - {name: plain, match: {role: Ledger*}, demand: confirmation}
`
	r := rules(t, file)
	for name, c := range map[string]struct {
		item   sensitivity.Item
		show   sensitivity.Show
		masked []int
		demand string
		rules  []int
	}{
		"one line of two": {asked(role("Ledger Reader"), ledger()), sensitivity.Masked, []int{1}, "comment confirmation",
			[]int{0, 1, 2, 5}},
		"a notice for all": {asked(ledger(), role("Payroll Clerk")), sensitivity.Notice, nil, "comment confirmation iiq",
			[]int{0, 1, 2, 3}},
		"nothing at all": {asked(role("Board Reader"), role("Payroll Clerk"), ledger()), sensitivity.None, nil,
			"comment confirmation iiq", []int{0, 1, 2, 3, 4}},
		"whole":    {asked(role("Ledger Reader")), sensitivity.Whole, nil, "confirmation", []int{2, 5}},
		"no lines": {asked(), sensitivity.Whole, nil, "confirmation", []int{2}},
	} {
		v := r.Judge(c.item)
		if v.Show != c.show || !slices.Equal(v.Masked, c.masked) || strings.Join(v.Demands.Words(), " ") != c.demand ||
			!slices.Equal(v.Rules, c.rules) {
			t.Errorf("%s: got %+v, want Show %v, Masked %v, Join %v and Rules %v", name, v, c.show, c.masked, c.demand, c.rules)
		}
	}
}

func TestTheDefaultIsForWhatNoRuleSpeaksOf(t *testing.T) {
	t.Parallel()
	r := rules(t, "default: {show: masked, demand: comment}\nrules:\n  - {match: {application: Finance*}, show: whole}\n  - {match: {role: '*'}, demand: confirmation}\n")
	v := r.Judge(asked(ledger(), role("Ledger Reader")))
	if v.Show != sensitivity.Masked || !slices.Equal(v.Masked, []int{1}) || strings.Join(v.Demands.Words(), " ") != "comment confirmation" {
		t.Errorf("got %+v, want line 1 masked, and a comment and a confirmation demanded", v)
	}
	if v := r.Judge(asked(ledger())); v.Show != sensitivity.Whole {
		t.Errorf("an exception is shown as %+v, want Show %v", v, sensitivity.Whole)
	}
	form := sensitivity.Item{Type: "Form"}
	if v := r.Judge(form); v.Show != sensitivity.Masked || v.Masked != nil {
		t.Errorf("an item without lines is shown as %+v, want Show %v and Masked nil", v, sensitivity.Masked)
	}
}

func TestTheFingerprintIsThatOfTheMeaning(t *testing.T) {
	t.Parallel()
	a := rules(t, "rules:\n  - {name: a, match: {application: [x, Y]}, show: none}\n  - {match: {role: z}, demand: [iiq, comment]}\n")
	b := rules(t, "# other words\ndefault: {show: whole}\nrules:\n  - {match: {role: Z}, demand: [comment, iiq]}\n  - {match: {application: [y, X]}, show: none}\n")
	c := rules(t, "rules:\n  - {match: {application: [x, y]}, show: none}\n  - {match: {role: z}, demand: [comment]}\n")
	if a.Fingerprint() != b.Fingerprint() {
		t.Error("the same rules in other words have another fingerprint")
	}
	if a.Fingerprint() == c.Fingerprint() || a.Fingerprint() == "" {
		t.Error("other rules have the same fingerprint")
	}
	// Replicas of this version and of those before it, which knew no demand for one, compare theirs for the same file.
	const before = "4765785c66a3301b55e88d9cf49be79ce512aedf558b1afe53c110a08eb76cf5"
	if got := a.Fingerprint(); got != before {
		t.Errorf("fingerprint: got %s, want %s as before", got, before)
	}
	of := map[string]string{}
	for _, demand := range []string{"iiq", "single", "lines", "[single, lines]"} {
		meant := rules(t, "rules:\n  - {match: {role: z}, demand: "+demand+"}\n").Fingerprint()
		if other, known := of[meant]; known {
			t.Errorf("%s and %s: got one fingerprint, want two", demand, other)
		}
		of[meant] = demand
	}
	if _, known := of[rules(t, "rules:\n  - {match: {role: z}, demand: [lines, single]}\n").Fingerprint()]; !known {
		t.Error("the same demands in another order have another fingerprint")
	}
	if (sensitivity.Rules{}).Fingerprint() != "" {
		t.Error("no rules have a fingerprint")
	}
}

// Patterns fit as the regular expression does that says the same.
func TestPatternsFitAsARegularExpressionDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`[abÄ.*?]{0,8}`).Draw(t, "pattern")
		text := rapid.StringMatching(`[aAbBäÄ.]{0,8}`).Draw(t, "text")
		var b strings.Builder
		b.WriteString("(?i)^")
		for _, c := range pattern {
			switch c {
			case '*':
				b.WriteString(".*")
			case '?':
				b.WriteString(".")
			default:
				b.WriteString(regexp.QuoteMeta(string(c)))
			}
		}
		want := regexp.MustCompile(b.String() + "$").MatchString(text)
		if got := sensitivity.NewPattern(pattern).Fits(text); got != want {
			t.Fatalf("%q fits %q: %t, want %t", pattern, text, got, want)
		}
	})
	if p := sensitivity.NewPattern(`a\*b\`); !p.Fits(`A*b\`) || p.Fits(`axb\`) {
		t.Error("a backslash does not take the meaning away")
	}
}

// More rules, and more lines, never show more nor demand less.
func TestMoreRulesNeverShowMore(t *testing.T) {
	t.Parallel()
	all := []string{"{match: {application: Finance*}, show: masked}", "{match: {role: '*'}, show: notice}",
		"{match: {entitlement: '*GL*'}, show: none}",
		"{match: {target: Lee*}, demand: comment}", "{match: {operation: Remove}, demand: iiq}", "{match: {privileged: true}, show: masked, demand: confirmation}"}
	rapid.Check(t, func(rt *rapid.T) {
		few := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, len(all), rapid.ID[string]).Draw(rt, "rules")
		n := rapid.IntRange(1, len(few)).Draw(rt, "of them")
		line := rapid.Custom(func(rt *rapid.T) sensitivity.Line {
			l := rapid.SampledFrom([]sensitivity.Line{ledger(), role("Reader"),
				{Application: "HR", Operation: "Remove", Values: []string{"x"}}}).Draw(rt, "line")
			l.Privileged = rapid.Bool().Draw(rt, "privileged")
			return l
		})
		i := asked(rapid.SliceOfN(line, 0, 4).Draw(rt, "lines")...)
		less := rules(t, "rules:\n  - "+strings.Join(few[:n], "\n  - ")+"\n").Judge(i)
		more := rules(t, "rules:\n  - "+strings.Join(few, "\n  - ")+"\n").Judge(i)
		if less.Show.Protects(more.Show) {
			rt.Fatalf("more rules show more: %+v, then %+v", less, more)
		}
		for _, w := range less.Demands.Words() {
			if !slices.Contains(more.Demands.Words(), w) {
				rt.Fatalf("more rules demand less: %+v, then %+v, want Words with %v", less, more, w)
			}
		}
		if both := less.Stricter(more); !both.Same(more) && more.Show != sensitivity.Masked {
			rt.Fatalf("the stricter of %+v and %+v is %+v", less, more, both)
		}
		if more.Show == sensitivity.Masked && len(i.Lines) > 0 && len(more.Masked) == 0 {
			rt.Fatalf("masked, and no line is: %+v", more)
		}
	})
}

func TestTextsThatStandInNoLine(t *testing.T) {
	t.Parallel()
	r := rules(t, `
rules:
  - {match: {application: Vault, type: Approval}, show: masked}
  - {match: {entitlement: "CN=Board*"}, show: none}
  - {match: {role: Payroll*}, show: notice}
  - {match: {attribute: salary}, show: masked}
  - {match: {target: Lee*}, show: notice}
  - {match: {application: Ledger}, demand: comment}
`)
	for text, want := range map[string]bool{"Vault": true, "cn=board,dc=ex": true, "Payroll Clerk": true, "x, Payroll Clerk": true,
		"Lee Quinn": true, "Ledger": false, "Vaults": false, "": false} {
		if got := r.Hides("column", text); got != want {
			t.Errorf("%q is hidden: %t, want %t", text, got, want)
		}
	}
	if !r.Hides("Salary", "12") || r.Hides("", "12") || (sensitivity.Rules{}).Hides("a", "b") {
		t.Error("attributes are not told apart")
	}
}
