package books

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// A write is disputed where IdentityIQ names somebody else, or nobody, or keeps a comment that is no beginning of ours; what the bot
// compares in spite of it disputes nothing.
func TestWhichWritesAreDisputed(t *testing.T) {
	t.Parallel()
	const sent = "No <R&D> 👍 today (Sam Okoye, in Slack)"
	for name, c := range map[string]struct {
		wr   iiqsim.Write
		want bool
	}{
		"as it was":             {iiqsim.Write{Accepted: true, Kept: sent}, false},
		"the comment is lost":   {iiqsim.Write{Accepted: true}, false},
		"the comment is cut":    {iiqsim.Write{Accepted: true, Kept: sent[:8]}, false},
		"signs are escaped":     {iiqsim.Write{Accepted: true, Kept: "No &lt;R&amp;D&gt; 👍 today (Sam Okoye, in Slack)"}, false},
		"an emoji is lost":      {iiqsim.Write{Accepted: true, Kept: "No <R&D>  today (Sam Okoye, in Slack)"}, false},
		"something is appended": {iiqsim.Write{Accepted: true, Kept: sent + " (via REST)"}, true},
		"another completer":     {iiqsim.Write{Accepted: true, Kept: sent, Completer: "spadmin"}, true},
		"no completer":          {iiqsim.Write{Accepted: true, Kept: sent, Completer: iiqsim.Nobody}, true},
		"in the answer alone":   {iiqsim.Write{Accepted: true, Kept: sent, AnswerCompleter: "spadmin"}, false},
		"a refused write":       {iiqsim.Write{Completer: "spadmin"}, false},
	} {
		c.wr.Comment = sent
		if got := disputed(c.wr); got != c.want {
			t.Errorf("%s: got %t, want %t", name, got, c.want)
		}
	}
}

// A write needs no recorded decision where it is disputed and its decision ended as one of which nobody can say, or where the database
// has lost the decision. Nothing else is excused.
func TestWhichWritesAreExcused(t *testing.T) {
	t.Parallel()
	at := time.Now()
	wr := func(completer string) iiqsim.Write {
		return iiqsim.Write{ID: "i1", ApproverID: "sam", State: iiqsim.StateFinished, Accepted: true, Completer: completer, Wall: at}
	}
	row := func(state, refusal string) []decisionRow {
		return []decisionRow{{WorkItemID: "i1", IdentityID: "sam", Verdict: "approve", State: state, Refusal: refusal}}
	}
	later := func(rows []decisionRow) []decisionRow {
		rows[0].ClickedAt = at.Add(time.Minute)
		return rows
	}
	for name, c := range map[string]struct {
		wr    iiqsim.Write
		rows  []decisionRow
		while bool
		again bool
		want  int
	}{
		"told otherwise, and unheard":                          {wr("spadmin"), row("refused", "unheard"), false, false, 1},
		"told otherwise, and too late":                         {wr("spadmin"), row("refused", "already_decided"), false, false, 1},
		"told otherwise, and no right":                         {wr("spadmin"), row("refused", "not_approver"), false, false, 0},
		"told otherwise, and given up":                         {wr("spadmin"), row("given_up", ""), false, false, 1},
		"told truly, and given up":                             {wr(""), row("given_up", ""), false, false, 0},
		"told otherwise, and no row":                           {wr("spadmin"), nil, false, false, 0},
		"told truly, and unheard":                              {wr(""), row("refused", "unheard"), false, false, 0},
		"no row, while commits were lost":                      {wr(""), nil, true, false, 1},
		"an earlier one refused, while commits were lost":      {wr(""), row("refused", "inactive"), true, false, 1},
		"unheard, while commits were lost":                     {wr(""), row("refused", "unheard"), true, false, 0},
		"a later one too late, while commits were lost":        {wr(""), later(row("refused", "already_decided")), true, false, 1},
		"in hand when the database was put back, and reopened": {wr(""), row("refused", "lost"), false, true, 1},
		"in hand when the database was put back":               {wr(""), row("refused", "lost"), false, false, 0},
		"unheard, and reopened":                                {wr(""), row("refused", "unheard"), false, true, 0},
		"no row, and nothing was lost":                         {wr(""), nil, false, false, 0},
	} {
		a := &Accountant{Book: NewBook()}
		if c.again {
			a.Book.Reopened("i1")
		}
		lost := lostWritesOf([]iiqsim.Write{c.wr}, c.rows, func(iiqsim.Write) bool { return c.while })
		got := sum(excusesOf([]iiqsim.Write{c.wr}, lost, a.untraced(rows{decisions: c.rows}), c.rows))
		if got != c.want {
			t.Errorf("%s: got %d excused, want %d", name, got, c.want)
		}
	}
	// The same person decided the same in two rounds, and the database has lost the second.
	first, second := wr(""), wr("")
	second.Wall = at.Add(time.Minute)
	inSecond := func(w iiqsim.Write) bool { return w.Wall.Equal(second.Wall) }
	lost := lostWritesOf([]iiqsim.Write{second, first}, row("recorded", ""), inSecond)
	if got := lost[effectOfWrite(second)]; got != 1 {
		t.Errorf("decided the same in two rounds, of which one is lost: got %d lost, want 1", got)
	}
	for _, c := range []struct{ n, excused, want int }{{2, 1, 1}, {1, 1, 0}, {1, 2, 0}, {-1, 1, -1}, {0, 1, 0}} {
		if got := pardoned(c.n, c.excused); got != c.want {
			t.Errorf("%d more, %d excused: got %d, want %d", c.n, c.excused, got, c.want)
		}
	}
}

// A click is lost with the database when it was stored after the copy was made and before the copy was put back.
func TestWhichClicksAreLost(t *testing.T) {
	t.Parallel()
	now := time.Now()
	a := clickBooks{Accountant: &Accountant{Book: NewBook(), WriteWindow: time.Second}}
	a.Book.Restored(Restore{From: now, Until: now.Add(time.Minute)})
	for off, want := range map[time.Duration]bool{-time.Hour: false, -time.Second: true, time.Second: true, 59 * time.Second: true,
		61 * time.Second: false} {
		if got := a.lostClick(Click{At: now.Add(off)}); got != want {
			t.Errorf("a click %s after the copy: got lost %t, want %t", off, got, want)
		}
	}
}

// A decision that was given up before its time is wrong, however it is told.
func TestADecisionIsNotGivenUpEarly(t *testing.T) {
	t.Parallel()
	for keep, want := range map[time.Duration]int{time.Hour: 1, 0: 0} {
		a := clickBooks{Accountant: &Accountant{Book: NewBook(), Keep: keep}}
		c := Click{At: time.Now()}
		c.Result.EnvelopeID = "e1"
		a.Book.Clicked(c)
		a.Book.GaveUp("d1")
		a.Book.GaveUp("d2")
		a.d = rows{byClick: map[string]decisionRow{"e1": {ID: "d1", State: "given_up"}}}
		if got := a.givenUpEarly(); len(got) != want {
			t.Errorf("kept for %s: got %v, want %d", keep, got, want)
		}
	}
}
