package gatewaytest_test

import (
	"bytes"
	"net/http"
	"regexp"
)

// onChanges changes good answers about changes.
func onChanges(change func(b *broken, a *box)) func(*broken, *http.Request, *box) {
	return onPath("/changes/", func(b *broken, _ *http.Request, a *box) { change(b, a) })
}

var changedItem = regexp.MustCompile(`(?s)<WorkItem .*?</WorkItem>`)

// withoutItem takes an item out of a page: the first, or the last.
func withoutItem(last bool) func(*broken, *http.Request, *box) {
	return onChanges(func(_ *broken, a *box) {
		all := changedItem.FindAllIndex(a.body, -1)
		if len(all) < 2 {
			return
		}
		at := all[0]
		if last {
			at = all[len(all)-1]
		}
		a.body = append(bytes.Clone(a.body[:at[0]]), a.body[at[1]:]...)
	})
}

// settlesAtOnce leaves the first page as it is, and allows no time for late commits from then on.
func settlesAtOnce() func(*broken, *http.Request, *box) {
	none := "0"
	return onChanges(func(b *broken, _ *box) { b.sim.SetGateway(map[string]*string{"settleSeconds": &none}) })
}

// The checks of changes, by the start of their names.
const (
	inPages     = "changes come in order"
	badCursors  = "a cursor that was tampered"
	wholeSweep  = "a sweep has each item once"
	comesAgain  = "changes that are not settled"
	moving      = "an item that moves"
	lateCommits = "no change is missed"
	fixedBound  = "what is settled stays"
	tooLate     = "the bare rows have what"
)

func changeBreaches() []breach {
	header := func(name, value string) func(*broken, *http.Request, *box) {
		return onChanges(func(_ *broken, a *box) { a.header.Set(name, value) })
	}
	return []breach{
		{name: "begins changes anew with each page", ask: without("cursor"), found: []string{inPages, badCursors, wholeSweep, moving}},
		{name: "gives more changes than asked for", ask: without("limit"), found: []string{inPages}},
		{name: "has another word for cursors and limits", answer: otherWord, found: []string{inPages, badCursors}},
		{name: "has no cursor", answer: header("X-Next-Cursor", ""), found: []string{inPages, badCursors, wholeSweep, comesAgain}},
		{name: "has always the same cursor", answer: header("X-Next-Cursor", "same"), found: []string{inPages}},
		{name: "does not say whether more follows", answer: header("X-More", ""), found: []string{inPages, wholeSweep}},
		{name: "ends a sweep early", answer: header("X-More", "false"), found: []string{wholeSweep, moving}},
		{name: "leaves out the last change of a page", answer: withoutItem(true), found: []string{wholeSweep, moving, "items with one stamp"}},
		{name: "leaves out the first change of a page", answer: withoutItem(false), found: []string{wholeSweep, moving}},
		{name: "has the time of no change", answer: swaps("/changes/", ` modified="`, ` touched="`), found: []string{wholeSweep, moving}},
		{name: "forgets what is excluded from changes", answer: onChanges(func(b *broken, _ *box) {
			b.sim.SetGateway(map[string]*string{"excludeApplications": nil})
		}), found: []string{wholeSweep}},
		{name: "settles changes at once", answer: settlesAtOnce(), found: []string{comesAgain, lateCommits, fixedBound}},
		{name: "never settles changes", answer: onChanges(func(b *broken, a *box) {
			if b.again["cursor"] == nil {
				b.again["cursor"] = &box{body: []byte(a.header.Get("X-Next-Cursor"))}
			}
			a.header.Set("X-Next-Cursor", string(b.again["cursor"].body))
		}), found: []string{comesAgain}},
		{name: "loses rows of what was committed late", answer: onPath("/states/", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(`"rows":.*`).ReplaceAll(a.body, []byte(`"rows":[]}`))
		}), found: []string{tooLate}},
	}
}
