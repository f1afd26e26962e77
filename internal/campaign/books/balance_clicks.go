package books

import (
	"fmt"
	"time"
)

// clickTally counts the outcomes of clicks.
type clickTally struct {
	recorded, refusedTold, givenUpTold, sentence int
	unheardTold, lost                            int
	unacked, unackedStored, answerLost           int
	wrong                                        []Imbalance
}

// clickBooks balance the clicks against the decisions that came of them.
type clickBooks struct {
	*Accountant
	d rows
}

// balance: every acked click has exactly one outcome.
func (a clickBooks) balance(l *Ledger) {
	var t clickTally
	seen := map[string]bool{}
	for _, c := range a.Book.AllClicks() {
		if id := c.Result.EnvelopeID; seen[id] {
			t.wrong = append(t.wrong, Imbalance{c.Item, "two clicks have the envelope " + id})
		} else {
			seen[id] = true
		}
		a.balanceClick(&t, c)
	}
	t.wrong = append(t.wrong, a.givenUpEarly()...)
	for _, row := range a.d.decisions {
		if !seen[row.ClickID] {
			t.wrong = append(t.wrong, Imbalance{row.WorkItemID, "a decision came of no click: " + row.ID})
		}
	}
	l.Add("clicks (an approval, or a form that was sent)", len(seen))
	l.Add("… acked: recorded in IdentityIQ", t.recorded)
	l.Add("… acked: refused by the worker, and told", t.refusedTold)
	l.Add("… acked: nobody can say whether IdentityIQ took it, and told", t.unheardTold)
	l.Add("… acked: given up after DECISION_KEEP, and told", t.givenUpTold)
	l.Add("… acked: refused at once, with a sentence", t.sentence)
	l.Add("… acked: refused at once, the sentence fell to a fault", t.answerLost)
	l.Add("… acked: lost with the database", t.lost)
	l.Add("… not acked, nothing stored (the clicker saw Slack's own error)", t.unacked)
	l.Add("… not acked, but stored: the card told", t.unackedStored)
	l.Wrong("clicks without exactly one outcome", t.wrong)
}

func (a clickBooks) balanceClick(t *clickTally, c Click) {
	row, stored := a.d.byClick[c.Result.EnvelopeID]
	if !stored {
		a.balanceUnstored(t, c)
		return
	}
	if !c.Result.Acked {
		t.unackedStored++
	}
	if row.WorkItemID != c.Item || row.IdentityID != c.Who.ID || row.Verdict != c.Verdict {
		t.wrong = append(t.wrong, Imbalance{c.Item, fmt.Sprintf("decision %s is not what %s clicked", row.ID, c.Who.Name)})
	}
	told := a.Answers.told(c.HookURL, c.Who.SlackID, c.At)
	switch {
	case row.State == "recorded":
		t.recorded++
	case row.State == "refused" && (row.Refusal == "unheard" || row.Refusal == "lost") && told:
		t.unheardTold++
	case row.State == "refused" && told:
		t.refusedTold++
	case row.State == "given_up" && told:
		t.givenUpTold++
	default:
		t.wrong = append(t.wrong, Imbalance{c.Item,
			fmt.Sprintf("decision %s of %s ended as %s (%s), told: %v", row.ID, c.Who.Name, row.State, row.Refusal, told)})
	}
}

// givenUpEarly are decisions that were given up before their time, as the campaign's own clock measures it.
func (a clickBooks) givenUpEarly() []Imbalance {
	var wrong []Imbalance
	for _, c := range a.Book.AllClicks() {
		row := a.d.byClick[c.Result.EnvelopeID]
		if at, seen := a.Book.givenUpAt(row.ID); seen && at.Sub(c.At) < a.Keep {
			wrong = append(wrong, Imbalance{c.Item, fmt.Sprintf("decision %s was given up %s after its click, and is kept for %s", row.ID,
				at.Sub(c.At).Round(time.Millisecond), a.Keep)})
		}
	}
	return wrong
}

// aroundClick is how long before and after a click a fault can keep its sentence from the clicker.
const aroundClick = 20 * time.Second

// balanceUnstored balances clicks without a decision: refused at once, or never taken.
func (a clickBooks) balanceUnstored(t *clickTally, c Click) {
	switch {
	case !c.Result.Acked:
		t.unacked++
	case len(c.Result.FieldErrors) > 0, a.Answers.told(c.HookURL, c.Who.SlackID, c.At):
		t.sentence++
	case a.lostClick(c):
		t.lost++
	case a.faultyAround(c.At):
		t.answerLost++
	default:
		t.wrong = append(t.wrong, Imbalance{c.Item,
			fmt.Sprintf("the click %s of %s was acked, and nothing came of it", c.Result.EnvelopeID, c.Who.Name)})
	}
}

// faultyAround reports whether a fault at that time can have lost the sentence to the clicker, which the bot does not
// store.
func (a clickBooks) faultyAround(at time.Time) bool {
	for _, kind := range []string{"kill", "freeze", "thaw", "slack-fault"} {
		if a.Journal.during(kind, at.Add(-aroundClick), at.Add(aroundClick)) {
			return true
		}
	}
	return false
}
