package cards

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// undecided reports whether the item of a card in this phase still waits, so that lines that are decided stand out.
func undecided(p approvals.Phase) bool { return !folds(p) && p != approvals.PhaseHidden }

// lineFactsOnCard says when the access of a line begins and ends, and that the line is decided already; nothing where neither is so.
func (t itemPainter) lineFactsOnCard(l approvals.ApprovalItem) *rich {
	r := t.datesBelow(l)
	if l.Decided() {
		r.text("\n" + signOf(l.State) + " ").bold(t.alreadyDecided(l))
	}
	return r
}

// lineEnd says how a line of an ended item was decided; nothing where nobody knows.
func (t itemPainter) lineEnd(l approvals.ApprovalItem) *rich {
	r := &rich{}
	if said := words.LineNow(t.lang, l.State); said != "" {
		r.text("\n" + signOf(l.State) + " ").bold(said)
	}
	return r
}

// datesBelow are the dates of a line on a line of their own.
func (t itemPainter) datesBelow(l approvals.ApprovalItem) *rich {
	r := &rich{}
	if dates := t.dates(l); !dates.empty() {
		r.text("\n")
		r.elements = append(r.elements, dates.elements...)
	}
	return r
}

func signOf(s approvals.ItemState) string {
	switch s {
	case approvals.StateFinished:
		return words.SignApproved
	case approvals.StateRejected:
		return words.SignDenied
	}
	return words.SignClosed
}

// dates are from when until when, in the reader's own zone.
func (t itemPainter) dates(l approvals.ApprovalItem) *rich {
	r := &rich{}
	if !l.Start.IsZero() {
		r.text(words.From(t.lang)+" ").moment(t.lang, l.Start, formatTime)
	}
	if !l.End.IsZero() {
		if !r.empty() {
			r.text(" ")
		}
		r.text(words.Until(t.lang)+" ").moment(t.lang, l.End, formatTime)
	}
	return r
}

func (t itemPainter) alreadyDecided(l approvals.ApprovalItem) string {
	return words.AlreadyDecided(t.lang, l.State, Untrusted(string(l.State), maxState))
}

// linesAndFacts is linesInWords with what lineFactsOnCard says, for fallback texts.
func (t itemPainter) linesAndFacts(lines []approvals.ApprovalItem, most int) string {
	return t.someInWords(lines, most, func(l approvals.ApprovalItem) string {
		said := []string{t.lineInWords(l)}
		if !l.Start.IsZero() {
			said = append(said, words.From(t.lang)+" "+words.PlainTime(t.lang, l.Start))
		}
		if !l.End.IsZero() {
			said = append(said, words.Until(t.lang)+" "+words.PlainTime(t.lang, l.End))
		}
		if l.Decided() {
			said = append(said, "("+t.alreadyDecided(l)+")")
		}
		return strings.Join(said, " ")
	})
}
