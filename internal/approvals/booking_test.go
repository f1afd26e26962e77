package approvals

import (
	"fmt"
	"testing"
	"time"
)

const sentWords = "No need & no time 👍 <see R&D> (Sam Okoye, in Slack)"

func samDecides(state ItemState, before DecidedLines) Sent {
	return Sent{Write: Write{WorkItemID: "i1", ApproverID: "sam", State: state, Comment: sentWords}, Before: before,
		Decider: Decider{ID: "sam", Names: []string{"Sam.Okoye", "Sam.Before"}, Displays: []string{"Sam Okoye"}}}
}

// ways are the words for one part of how IIQ may say that an item ended.
var (
	completers = map[string]string{"the name": "sam.okoye ", "the former name": "Sam.Before", "the id": "sam",
		"the display name": "SAM OKOYE", "somebody else": "Nora.Ek", "nobody": ""}
	commentsKept = map[string][]string{
		"as sent": {sentWords}, "beside another": {"first", sentWords}, "escaped": {"No need &amp; no time 👍 &lt;see R&amp;D&gt; (Sam Okoye, in Slack)"},
		"escaped twice":            {"No need &amp;amp; no time 👍 &amp;lt;see R&amp;amp;D&amp;gt; (Sam Okoye, in Slack)"},
		"without emoji":            {"No need & no time  <see R&D> (Sam Okoye, in Slack)"},
		"emoji as a question mark": {"No need & no time ? <see R&D> (Sam Okoye, in Slack)"},
		"other white space":        {"No need & no time 👍\n <see  R&D> (Sam Okoye, in Slack)"},
		"cut":                      {"No need & no time"}, "none": nil, "another's": {"decided in the web pages"},
		"ours and more": {sentWords + " and more"},
	}
	oursAgain = map[string]bool{"as sent": true, "beside another": true, "escaped": true, "escaped twice": true, "without emoji": true,
		"emoji as a question mark": true, "other white space": true}
	foreign = map[string]bool{"another's": true, "ours and more": true}
)

func linesOf(states ...ItemState) []ApprovalItem {
	var lines []ApprovalItem
	for n, s := range states {
		lines = append(lines, ApprovalItem{ID: fmt.Sprint("l", n), State: s})
	}
	return lines
}

// Completer, state and lines count together: whoever IIQ names, and whatever became of the comment.
func TestADecisionIsBookedByCompleterStateAndLines(t *testing.T) {
	t.Parallel()
	fin, rej := StateFinished, StateRejected
	ends := map[string]struct {
		state  ItemState
		lines  []ApprovalItem
		before DecidedLines
		agrees bool
		partly bool
	}{
		"approved":                            {state: fin, agrees: true},
		"denied":                              {state: rej},
		"expired":                             {state: StateExpired},
		"all lines approved":                  {state: fin, lines: linesOf(fin, fin, fin), agrees: true},
		"lines approved, no state":            {lines: linesOf(fin, fin), agrees: true},
		"all lines denied":                    {state: fin, lines: linesOf(rej, rej)},
		"mixed":                               {state: fin, lines: linesOf(fin, rej, fin), partly: true},
		"mixed, as it was before":             {state: fin, lines: linesOf(fin, rej, fin), before: DecidedLines{"l1": rej, "l2": fin}, agrees: true},
		"mixed, another line than before":     {state: fin, lines: linesOf(fin, rej, fin), before: DecidedLines{"l2": rej}, partly: true},
		"the line of before was overwritten":  {state: fin, lines: linesOf(fin, fin, fin), before: DecidedLines{"l1": rej}, agrees: true},
		"only the line of before has a state": {state: fin, lines: linesOf("", rej, ""), before: DecidedLines{"l1": rej}, agrees: true},
		"lines with other ids, as many":       {state: fin, lines: linesOf(fin, rej), before: DecidedLines{"x": rej}, agrees: true},
		"lines with other ids, more":          {state: fin, lines: linesOf(fin, rej, rej), before: DecidedLines{"x": rej}, partly: true},
	}
	for endName, end := range ends {
		for byName, by := range completers {
			for wordsName, words := range commentsKept {
				for _, answered := range []bool{false, true} {
					summary := ApprovalSummary{WorkItemID: "i1", State: end.state, Lines: end.lines, Completer: by, Comments: words}
					o := OutcomeFrom(summary, time.Time{})
					s := samDecides(StateFinished, end.before)
					s.Answered = answered
					got, want := s.Book(o), BookedOther
					surely, other := answered || oursAgain[wordsName], byName == "somebody else"
					switch {
					case end.agrees && other && surely:
						want = BookedContested
					case end.agrees && byName == "nobody" && !surely,
						end.agrees && !other && byName != "nobody" && foreign[wordsName] && !answered,
						!end.agrees && surely && (byName == "nobody" || end.partly && !other):
						want = BookedDoubt
					case end.agrees && !other:
						want = BookedRecorded
					}
					if got != want {
						t.Errorf("%s, by %s, comment %s, answered %t: got %q, want %q", endName, byName, wordsName, answered, got, want)
					}
				}
			}
		}
	}
}

func TestWhatSaysNothingIsInDoubt(t *testing.T) {
	t.Parallel()
	namesake := samDecides(StateFinished, nil)
	namesake.Decider.Namesake = true
	for name, c := range map[string]struct {
		sent Sent
		s    ApprovalSummary
		want Booking
	}{
		"no state at all":                     {samDecides(StateFinished, nil), ApprovalSummary{Completer: "Sam.Okoye", Comments: []string{sentWords}}, BookedDoubt},
		"the item against all of its lines":   {samDecides(StateFinished, nil), ApprovalSummary{State: StateRejected, Lines: linesOf(StateFinished), Completer: "Sam.Okoye"}, BookedDoubt},
		"a namesake, without our words":       {namesake, ApprovalSummary{State: StateFinished, Completer: "Sam Okoye", Comments: []string{"No need"}}, BookedDoubt},
		"a namesake, with our words":          {namesake, ApprovalSummary{State: StateFinished, Completer: "Sam Okoye", Comments: []string{sentWords}}, BookedRecorded},
		"a namesake, by the own name":         {namesake, ApprovalSummary{State: StateFinished, Completer: "Sam.Okoye"}, BookedRecorded},
		"denied, and the item reads finished": {samDecides(StateRejected, nil), ApprovalSummary{State: StateFinished, Lines: linesOf(StateRejected), Completer: "Sam.Okoye"}, BookedRecorded},
		"denied, a line approved before":      {samDecides(StateRejected, DecidedLines{"l1": StateFinished}), ApprovalSummary{State: StateRejected, Lines: linesOf(StateRejected, StateFinished), Completer: "Sam.Okoye"}, BookedRecorded},
		"denied, and approved by themselves":  {samDecides(StateRejected, nil), ApprovalSummary{State: StateFinished, Completer: "Sam.Okoye"}, BookedOther},
	} {
		if got := c.sent.Book(OutcomeFrom(c.s, time.Time{})); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestSameName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Sam.Okoye", "sam.OKOYE", true},
		{" Sam  Okoye\u00a0", "Sam Okoye", true},
		{"Le\u0301a", "LÉA", true},
		{"Ｓam", "Sam", true},
		{"Sam\u200b", "Sam", true},
		{"Sam", "Samuel", false},
		{"", "", false},
		{" ", "", false},
	} {
		if got := SameName(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: got %t, want %t", c.a, c.b, got, c.want)
		}
	}
}

// Where IIQ refuses the columns of display names, it may still name a completer by theirs: they may be the decider.
func TestACompleterWhoseDisplayNameNobodyKnows(t *testing.T) {
	t.Parallel()
	write := Write{WorkItemID: "i1", ApproverID: "sam", State: StateFinished, Comment: "(Sam.Okoye, in Slack)"}
	end := func(state ItemState, comments ...string) OutcomeView {
		return OutcomeFrom(ApprovalSummary{WorkItemID: "i1", State: state, Completer: "Sam Okoye", Comments: comments}, time.Time{})
	}
	for name, c := range map[string]struct {
		undisplayed, answered bool
		end                   OutcomeView
		want                  Booking
	}{
		"the answer to the write":             {true, true, end(StateFinished), BookedRecorded},
		"found with our comment":              {true, false, end(StateFinished, "(Sam.Okoye, in Slack)"), BookedRecorded},
		"found with another comment":          {true, false, end(StateFinished, "Fine by me."), BookedDoubt},
		"found as the opposite":               {true, false, end(StateRejected, "No."), BookedOther},
		"somebody else is known by that name": {false, false, end(StateFinished, "Fine by me."), BookedOther},
	} {
		who := Decider{ID: "sam", Names: []string{"Sam.Okoye"}, Displays: []string{"Sam.Okoye"}, Undisplayed: c.undisplayed}
		if !who.WithoutDisplay() {
			t.Fatalf("%s: a display name is known, want none", name)
		}
		if got := (Sent{Write: write, Decider: who, Answered: c.answered}).Book(c.end); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	if (Decider{Names: []string{"Sam.Okoye"}, Displays: []string{"Sam Okoye"}}).WithoutDisplay() {
		t.Error("no display name is known, want Sam Okoye")
	}
}
