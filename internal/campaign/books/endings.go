package books

import (
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// endings tell how items ended, in the words of a card.
type endings struct{ *Accountant }

// truths is how each item that ended did so, in the words of a card.
func (a endings) truths(d rows) map[string]Ending {
	out, recorded, lost, untraced := map[string]Ending{}, recordedEffects(d), a.lostWrites(d), a.untraced(d)
	for _, wr := range a.IIQ.Ledger() {
		if !wr.Accepted {
			continue
		}
		e := Ending{at: wr.Wall, Word: a.verbFor(wr.ID, wr.State) + " by " + wr.Approver, Either: lost[effectOfWrite(wr)] > 0}
		if own := effectOfWrite(wr); (disputed(wr) || untraced[own]) && !recorded[own] {
			e.Word, e.Unclear = a.toldOf(wr), untraced[own] || a.toldLate(wr.ID)
		}
		out[wr.ID] = e
	}
	for _, o := range a.IIQ.Overtakings() {
		a.later(out, o.ItemID, Ending{at: o.Wall, Word: a.verbFor(o.ItemID, o.State) + " by " + o.By + " in IdentityIQ"})
	}
	for _, id := range a.Book.Items() {
		if e, known := a.Book.EndingOf(id); known {
			a.later(out, id, e)
		}
	}
	return out
}

// later keeps an ending behind the bot's back, if it is the latest.
func (a endings) later(all map[string]Ending, item string, e Ending) {
	if here, ours := all[item]; ours && !e.at.After(here.at) {
		return
	}
	e.Unclear = e.Unclear || a.toldLate(item)
	if verb, rest, found := strings.Cut(e.Word, " by "); found {
		e.Word = a.verbFor(item, map[string]string{"Denied": iiqsim.StateRejected}[verb]) + " by " + rest
	}
	all[item] = e
}

func recordedEffects(d rows) map[effect]bool {
	out := map[effect]bool{}
	for _, row := range d.decisions {
		out[effectOf(row)] = out[effectOf(row)] || row.State == "recorded"
	}
	return out
}

// toldOf is what IdentityIQ tells of a write that it took, in the words of a card that believes nothing but that.
func (a endings) toldOf(wr iiqsim.Write) string {
	by := " by " + wr.Approver
	switch at := slices.IndexFunc(a.People, func(p Person) bool {
		return wr.Completer == p.ID || wr.Completer == p.Name || wr.Completer == p.Display
	}); {
	case wr.Completer == iiqsim.Nobody:
		by = ""
	case at >= 0:
		by = " by " + a.People[at].Display
	}
	return a.verbFor(wr.ID, wr.State) + by + " in IdentityIQ"
}

// verbFor is how a card says what was decided: otherwise than for all lines where some had been decided before, and are kept.
func (a endings) verbFor(item, state string) string {
	i, err := a.IIQ.WorkItem(item)
	has := func(state string) bool {
		return slices.ContainsFunc(i.Lines, func(l iiqsim.ApprovalItem) bool { return l.State == state })
	}
	if err == nil && has(iiqsim.StateFinished) && has(iiqsim.StateRejected) {
		return "Decided"
	}
	return verbOf(state)
}

func verbOf(state string) string {
	if state == iiqsim.StateRejected {
		return "Denied"
	}
	return "Approved"
}

// toldLate reports whether the identity request of an item told late how it ended last. Whoever asked before that learned nothing, and
// its card may say that the item is over and no more.
func (a endings) toldLate(item string) bool {
	i, err := a.IIQ.WorkItem(item)
	if err != nil {
		return false
	}
	q, err := a.IIQ.Request(i.IdentityRequest)
	if err != nil {
		return false
	}
	for _, s := range slices.Backward(q.Summaries) {
		if s.WorkItemID == item {
			return s.Late
		}
	}
	return false
}
