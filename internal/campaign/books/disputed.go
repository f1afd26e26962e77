package books

import (
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// disputed reports whether IdentityIQ tells of a write in a way from which nobody can say that it was ours: it names another
// completer, or none, or a comment that is not the beginning of ours. What answers the write alone disputes nothing, since it is read
// back.
func disputed(wr iiqsim.Write) bool {
	return wr.Accepted && (wr.Completer != "" || !strings.HasPrefix(plainText(wr.Comment), plainText(wr.Kept)))
}

// plainText is a comment without what the bot does not compare: entities, and what lies beyond the first 65,536 characters.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xffff {
			return -1
		}
		return r
	}, html.UnescapeString(s))
}

// unsure reports whether a decision that had its effect may have ended so: nobody can say, or IdentityIQ says that somebody else
// decided, or it said so and nothing else for as long as a decision is kept.
func unsure(d decisionRow) bool {
	return d.State == "given_up" ||
		d.State == "refused" && slices.Contains([]string{"unheard", "lost", "already_decided", "closed"}, d.Refusal)
}

// excuses are, by effect, how many writes of IdentityIQ's need no recorded decision: IdentityIQ tells of them otherwise, and the bot
// has told the clicker that it does not know; or the database has lost their decisions.
func (a *Accountant) excuses(r rows) map[effect]int {
	return excusesOf(a.IIQ.Ledger(), a.lostWrites(r), a.untraced(r), r.decisions)
}

// excusesOf adds the writes that are told otherwise, or that nobody can find any more, to those that are lost.
func excusesOf(ledger []iiqsim.Write, lost map[effect]int, untraced map[effect]bool, decisions []decisionRow) map[effect]int {
	doubtful, ended := maps.Clone(lost), map[effect]int{}
	for _, d := range decisions {
		if unsure(d) {
			ended[effectOf(d)]++
		}
	}
	for _, wr := range ledger {
		if e := effectOfWrite(wr); (disputed(wr) || wr.Accepted && untraced[e]) && doubtful[e] < ended[e] {
			doubtful[e]++
		}
	}
	return doubtful
}

// untraced are the effects of decisions that were in hand when the database was put back, on items that had been reopened: it may have
// lost which ending of its request is an earlier one, and then nobody can say whether the decision had its effect.
func (a *Accountant) untraced(d rows) map[effect]bool {
	out := map[effect]bool{}
	for _, row := range d.decisions {
		out[effectOf(row)] = out[effectOf(row)] || row.Refusal == "lost" && a.Book.WasReopened(row.WorkItemID)
	}
	return out
}

func effectOfWrite(wr iiqsim.Write) effect { return effect{wr.ID, wr.ApproverID, wr.State, wr.Comment} }

// notYetKnown are writes that IdentityIQ took, and tells truly of by now, whose decisions ended as ones of which nobody can say: the
// bot asks again after a minute, and after four.
func (a *Accountant) notYetKnown(d rows) []Imbalance {
	missing, untraced := map[effect]int{}, a.untraced(d)
	for _, wr := range a.IIQ.Ledger() {
		if wr.Accepted && !disputed(wr) && !untraced[effectOfWrite(wr)] {
			missing[effectOfWrite(wr)]++
		}
	}
	for _, row := range d.decisions {
		if row.State == "recorded" {
			missing[effectOf(row)]--
		}
	}
	var wrong []Imbalance
	for _, row := range d.decisions {
		if row.State == "refused" && (row.Refusal == "unheard" || row.Refusal == "lost") && missing[effectOf(row)] > 0 {
			wrong = append(wrong, Imbalance{row.WorkItemID, fmt.Sprintf("decision %s had its effect, and that is not known yet", row.ID)})
		}
	}
	return wrong
}
