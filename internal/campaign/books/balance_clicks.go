package campaign

import (
	"fmt"
	"time"
)

// clickTally counts the outcomes of clicks.
type clickTally struct {
	recorded, refusedTold, givenUpTold, sentence int
	unacked, unackedStored, answerLost           int
	wrong                                        []Imbalance
}

// balanceClicks: every acked click has exactly one outcome.
func (w *world) balanceClicks(l *Ledger, d rows) {
	var t clickTally
	seen := map[string]bool{}
	for _, c := range w.book.allClicks() {
		if id := c.result.EnvelopeID; seen[id] {
			t.wrong = append(t.wrong, Imbalance{c.item, "two clicks have the envelope " + id})
		} else {
			seen[id] = true
		}
		w.balanceClick(&t, c, d)
	}
	for _, row := range d.decisions {
		if !seen[row.ClickID] {
			t.wrong = append(t.wrong, Imbalance{row.WorkItemID, "a decision came of no click: " + row.ID})
		}
	}
	l.add("clicks (an approval, or a form that was sent)", len(seen))
	l.add("… acked: recorded in IdentityIQ", t.recorded)
	l.add("… acked: refused by the worker, and told", t.refusedTold)
	l.add("… acked: given up after DECISION_KEEP, and told", t.givenUpTold)
	l.add("… acked: refused at once, with a sentence", t.sentence)
	l.add("… acked: refused at once, the sentence fell to a fault", t.answerLost)
	l.add("… not acked, nothing stored (the clicker saw Slack's own error)", t.unacked)
	l.add("… not acked, but stored: the card told", t.unackedStored)
	l.wrong("clicks without exactly one outcome", t.wrong)
}

func (w *world) balanceClick(t *clickTally, c click, d rows) {
	row, stored := d.byClick[c.result.EnvelopeID]
	if !stored {
		w.balanceUnstored(t, c)
		return
	}
	if !c.result.Acked {
		t.unackedStored++
	}
	if row.WorkItemID != c.item || row.IdentityID != c.who.id || row.Verdict != c.verdict {
		t.wrong = append(t.wrong, Imbalance{c.item, fmt.Sprintf("decision %s is not what %s clicked", row.ID, c.who.name)})
	}
	told := w.answers.told(c.hookURL, c.who.slackID, c.at)
	switch {
	case row.State == "recorded":
		t.recorded++
	case row.State == "refused" && told:
		t.refusedTold++
	case row.State == "given_up" && told:
		t.givenUpTold++
	default:
		t.wrong = append(t.wrong, Imbalance{c.item, fmt.Sprintf("decision %s of %s ended as %s (%s), told: %v", row.ID, c.who.name, row.State, row.Refusal, told)})
	}
}

// aroundClick is how long before and after a click a fault can keep its sentence from the clicker.
const aroundClick = 20 * time.Second

// balanceUnstored balances clicks without a decision: refused at once, or never taken.
func (w *world) balanceUnstored(t *clickTally, c click) {
	switch {
	case !c.result.Acked:
		t.unacked++
	case len(c.result.FieldErrors) > 0, w.answers.told(c.hookURL, c.who.slackID, c.at):
		t.sentence++
	case w.faultyAround(c.at):
		t.answerLost++
	default:
		t.wrong = append(t.wrong, Imbalance{c.item, fmt.Sprintf("the click %s of %s was acked, and nothing came of it", c.result.EnvelopeID, c.who.name)})
	}
}

// faultyAround reports whether a fault at that time can have lost the sentence to the clicker, which the bot does not
// store.
func (w *world) faultyAround(at time.Time) bool {
	for _, kind := range []string{"kill", "freeze", "thaw", "slack-fault"} {
		if w.journal.during(kind, at.Add(-aroundClick), at.Add(aroundClick)) {
			return true
		}
	}
	return false
}
