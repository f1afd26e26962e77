package gatewaytest_test

import (
	"net/http"
	"regexp"
	"strings"
)

// onOutcomes changes good answers about outcomes.
func onOutcomes(old, with string) func(*broken, *http.Request, *box) {
	return func(_ *broken, r *http.Request, a *box) {
		if strings.HasSuffix(r.URL.Path, "/outcomes") {
			a.swap(old, with)
		}
	}
}

func sweepBreaches() []breach {
	rows := func(form, with string) func(*broken, *http.Request, *box) {
		return onPath("/states/", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(form).ReplaceAll(a.body, []byte(with))
		})
	}
	return []breach{
		{name: "begins rows anew", ask: without("after"), found: []string{"every item is a bare row"}},
		{name: "gives more rows than asked for", ask: without("limit"), found: []string{"every item is a bare row"}},
		{name: "has other columns", answer: swaps("/states/", `"stamp"`, `"modified"`), found: []string{"every item is a bare row",
			"a row follows"}},
		{name: "leaves owners out of rows", answer: rows(`("[0-9a-f]{32}",[0-9]+),"[0-9a-f]{32}"`, `$1,""`),
			found: []string{"a row follows"}},
		{name: "has one stamp for all rows", answer: rows(`("[0-9a-f]{32}"),[0-9]+`, `$1,1`), found: []string{"a row follows"}},
		{name: "has no rows", answer: rows(`"rows":.*`, `"rows":[]}`), found: []string{"a row follows"}},
		{name: "keeps rows of what has ended", answer: onPath("/states/", func(b *broken, _ *http.Request, a *box) {
			if b.again["rows"] != nil && !a.has(`"rows":[[`) {
				a.body = b.again["rows"].body
			}
			b.again["rows"] = &box{body: a.body}
		}), found: []string{"a row follows"}},
		{name: "keeps rows of what is excluded", answer: onPath("/states/", func(b *broken, _ *http.Request, a *box) {
			if kept := b.again["rows"]; kept != nil && a.has(`"rows":[]`) {
				a.body = kept.body
				return
			}
			b.again["rows"] = &box{body: a.body}
		}), found: []string{"of excluded items there is neither"}},
		{name: "tells outcomes of what is excluded", answer: onOutcomes(`"unknown"`, `"open"`),
			found: []string{"of excluded items there is neither"}},
		{name: "does not know the winner", answer: onOutcomes(`"decidedBy"`, `"by"`), found: []string{"what became of items"}},
		{name: "takes what has expired for decided", answer: onOutcomes(`"unknown"`, `"decided"`), found: []string{"what became of items"}},
		{name: "takes what is decided for open", answer: onOutcomes(`"decided"`, `"open"`), found: []string{"what became of items"}},
		{name: "tells outcomes in another order", answer: onOutcomes(`"objects":[{`, `"objects":[{"id":"x"},{`),
			found: []string{"what became of items"}},
		{name: "has another word for too many items", answer: otherWord, found: []string{"what became of items"}},
	}
}
