package books

import (
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// effect is what a decision is in IIQ.
type effect struct{ item, approver, state, comment string }

func effectOf(d decisionRow) effect {
	state := iiqsim.StateFinished
	if d.Verdict == "deny" {
		state = iiqsim.StateRejected
	}
	return effect{d.WorkItemID, d.IdentityID, state, d.SentComment}
}

// balanceWrites checks that IIQ's writes equal the recorded decisions one to one, and that each was by somebody who
// had the right to decide.
func (a *Accountant) balanceWrites(l *Ledger, d rows) {
	taken := map[effect]int{}
	accepted, refused, late := 0, 0, 0
	var duplicates, without []Imbalance
	for _, wr := range a.IIQ.Ledger() {
		if !wr.Accepted {
			refused++
			continue
		}
		accepted++
		taken[effectOfWrite(wr)]++
		if wr.Duplicate {
			duplicates = append(duplicates, Imbalance{wr.ID, "IdentityIQ took a second decision"})
		}
		if !wr.Authority {
			if gap := a.authorityGap(wr); gap > a.WriteWindow {
				without = append(without, Imbalance{wr.ID,
					fmt.Sprintf("%s decided %s after they had lost the right to", wr.Approver, gap.Round(time.Millisecond))})
			} else {
				late++
			}
		}
	}
	excused := a.excuses(d)
	recorded, unequal := compareEffects(taken, excused, d.decisions)
	l.Add("decisions in the table", len(d.decisions))
	l.Add("decisions recorded", recorded)
	l.Add("writes that IdentityIQ took", accepted)
	l.Add("… of which it tells otherwise, or whose decisions the database has lost, so that nobody can say so", sum(excused))
	l.Add("writes that IdentityIQ refused", refused)
	l.Add(fmt.Sprintf("writes of people who lost the right between the last look and the write (%s at most)", a.WriteWindow), late)
	l.Wrong("recorded decisions and IdentityIQ's writes that have no counterpart", unequal)
	l.Wrong("accepted duplicates", duplicates)
	l.Wrong("writes without authority", without)
}

// compareEffects compares recorded decisions with IIQ's writes as two bags, which must be equal but for the excused writes.
func compareEffects(taken, excused map[effect]int, decisions []decisionRow) (recorded int, wrong []Imbalance) {
	for _, d := range decisions {
		if d.State != "recorded" {
			continue
		}
		recorded++
		taken[effectOf(d)]--
	}
	for e, n := range taken {
		switch n := pardoned(n, excused[e]); {
		case n > 0:
			wrong = append(wrong, Imbalance{e.item, fmt.Sprintf("IdentityIQ took %s by %s %d time(s) more than is recorded", e.state,
				e.approver, n)})
		case n < 0:
			wrong = append(wrong, Imbalance{e.item, fmt.Sprintf("%s by %s is recorded %d time(s) more than IdentityIQ has it", e.state,
				e.approver, -n)})
		}
	}
	return recorded, wrong
}

// pardoned is what is left of a surplus of writes.
func pardoned(n, excused int) int {
	if n <= 0 {
		return n
	}
	return max(0, n-excused)
}

func sum(counts map[effect]int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}

// authorityGap is how long before the write its approver lost the right to it; very long when nobody knows of a loss.
func (a *Accountant) authorityGap(wr iiqsim.Write) time.Duration {
	at := wr.Wall
	lost, ok := a.Book.lastLoss(wr.ID, wr.ApproverID, at)
	if !ok {
		return time.Hour
	}
	return at.Sub(lost)
}
