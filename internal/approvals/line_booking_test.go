package approvals

import (
	"testing"
	"time"
)

// An end is that of a decision line by line where completer and lines are its own; another's mixed end is not.
func TestADecisionLineByLineIsBookedByItsLines(t *testing.T) {
	t.Parallel()
	fin, rej := StateFinished, StateRejected
	// Of l0 to l3 the first is approved, the second denied, the third approved; the fourth was decided before.
	said := LineDecisions{{LineID: "l0", Verdict: Approve}, {LineID: "l1", Verdict: Deny}, {LineID: "l2", Verdict: Approve}}
	alike := LineDecisions{{LineID: "l0", Verdict: Approve}, {LineID: "l1", Verdict: Approve}}
	before := DecidedLines{"l3": rej}
	renamed := func(states ...ItemState) []ApprovalItem {
		lines := linesOf(states...)
		for n := range lines {
			lines[n].ID = "x" + lines[n].ID
		}
		return lines
	}
	for name, c := range map[string]struct {
		said     LineDecisions
		before   DecidedLines
		state    ItemState
		lines    []ApprovalItem
		by       string
		words    string
		answered bool
		want     Booking
	}{
		"as decided":                    {said, before, fin, linesOf(fin, rej, fin, rej), "Sam.Okoye", sentWords, false, BookedRecorded},
		"as decided, the answer itself": {said, before, fin, linesOf(fin, rej, fin, rej), "Sam.Okoye", "", true, BookedRecorded},
		"as decided, whatever the item's state": {said, before, rej, linesOf(fin, rej, fin, rej), "Sam.Okoye", sentWords, false,
			BookedRecorded},
		"as decided, not named, with our words": {said, before, fin, linesOf(fin, rej, fin, rej), "", sentWords, false, BookedRecorded},
		"as decided, not named, without words":  {said, before, fin, linesOf(fin, rej, fin, rej), "", "", false, BookedDoubt},
		"as decided, by somebody else":          {said, before, fin, linesOf(fin, rej, fin, rej), "Nora.Ek", "", false, BookedOther},
		"as decided, by somebody else, our word": {said, before, fin, linesOf(fin, rej, fin, rej), "Nora.Ek", sentWords, false,
			BookedContested},
		"without the line of before": {said, before, fin, linesOf(fin, rej, fin), "Sam.Okoye", sentWords, false,
			BookedRecorded},
		"another's mixed end":            {said, before, fin, linesOf(rej, fin, fin, rej), "Nora.Ek", "", false, BookedOther},
		"another mixed end of one's own": {said, before, fin, linesOf(rej, fin, fin, rej), "Sam.Okoye", "", false, BookedOther},
		"another mixed end, with our words": {said, before, fin, linesOf(rej, fin, fin, rej), "Sam.Okoye", sentWords, false,
			BookedDoubt},
		"as many, other lines":               {said, nil, fin, linesOf(fin, fin, rej), "Sam.Okoye", "", false, BookedOther},
		"all approved":                       {said, before, fin, linesOf(fin, fin, fin, fin), "Sam.Okoye", "", false, BookedOther},
		"all denied":                         {said, before, rej, linesOf(rej, rej, rej, rej), "Sam.Okoye", "", false, BookedOther},
		"the line of before was overwritten": {said, before, fin, linesOf(fin, rej, fin, fin), "Sam.Okoye", "", false, BookedOther},
		"a line that nobody knew was denied": {said, nil, fin, linesOf(fin, rej, fin, rej), "Sam.Okoye", "", false, BookedOther},
		"no line has a state":                {said, before, fin, nil, "Sam.Okoye", sentWords, false, BookedDoubt},
		"no line has a state, denied":        {said, before, rej, nil, "Sam.Okoye", sentWords, false, BookedDoubt},
		"only the line of before has one":    {said, before, fin, linesOf("", "", "", rej), "Sam.Okoye", sentWords, false, BookedDoubt},
		"expired":                            {said, before, StateExpired, nil, "Sam.Okoye", sentWords, false, BookedOther},
		"other ids, as many":                 {said, before, fin, renamed(fin, rej, fin, rej), "Sam.Okoye", sentWords, false, BookedRecorded},
		"other ids, more denied":             {said, before, fin, renamed(fin, rej, rej, rej), "Sam.Okoye", "", false, BookedOther},
		"alike, as decided":                  {alike, nil, fin, linesOf(fin, fin), "Sam.Okoye", sentWords, false, BookedRecorded},
		"alike, no line has a state":         {alike, nil, fin, nil, "Sam.Okoye", sentWords, false, BookedRecorded},
		"alike, the item says denied":        {alike, nil, rej, nil, "Sam.Okoye", "", false, BookedOther},
		"alike, the item against its lines":  {alike, nil, rej, linesOf(fin, fin), "Sam.Okoye", "", false, BookedDoubt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := samDecides("", c.before)
			s.Write.Lines, s.Answered = c.said, c.answered
			summary := ApprovalSummary{WorkItemID: "i1", State: c.state, Lines: c.lines, Completer: c.by}
			if c.words != "" {
				summary.Comments = []string{c.words}
			}
			if got := s.Book(OutcomeFrom(summary, time.Time{})); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
