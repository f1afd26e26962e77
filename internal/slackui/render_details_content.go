package slackui

import (
	"strconv"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// details lists all that is known of an item, in the order of the card. Who has lost the item is told that alone.
func details(v approvals.CardView) []detail {
	l := &detailList{}
	l.paragraph(status(v).paragraph())
	if v.Phase == approvals.PhaseForwarded || v.Phase == approvals.PhaseNotYours {
		l.facts(labelledFact{wordWorkItem, number(v.Item.Number)})
		return l.all
	}
	l.quoted(wordComment, status(v).comment)
	l.people(v)
	l.times(v)
	l.origin(v)
	for _, s := range v.Item.Violations {
		sign, word := sayWarning(approvals.WarnViolation)
		l.labelled(sign+" "+word, s)
	}
	l.labelled(wordDescription, v.Item.Description)
	l.quoted(wordJustification, v.Item.Justification)
	for i, line := range v.Item.Lines {
		l.line(i+1, line)
	}
	return l.all
}

// labelledFact is a label of ours and a text of IIQ.
type labelledFact struct {
	label string
	text  string
}

// facts shows short ones as lines of one paragraph, and each long one in paragraphs of its own.
func (l *detailList) facts(all ...labelledFact) { l.factsUnder(&rich{}, all...) }

// factsUnder puts the short ones into a paragraph that has begun.
func (l *detailList) factsUnder(short *rich, all ...labelledFact) {
	var long []labelledFact
	for _, f := range all {
		if text := whole(f.text); textWidth(text) <= maxShortFact {
			short.fact(f.label, text)
		} else {
			long = append(long, f)
		}
	}
	l.paragraph(short)
	for _, f := range long {
		l.labelled(f.label, f.text)
	}
}

// whole is for a line of somebody else's that is not cut.
func whole(s string) string { return isolate(cleanLine(s)) }

func (l *detailList) people(v approvals.CardView) {
	l.facts(
		labelledFact{wordRequestedBy, fullPerson(v.Requester, v.Item.Requester)},
		labelledFact{wordFor, fullPerson(v.Target, v.Item.Target)})
}

func fullPerson(p approvals.PersonView, ref approvals.Ref) string {
	for _, name := range []string{p.Name, ref.Display, ref.Name} {
		if name = whole(name); name != "" {
			return sayPerson(name, whole(p.Department), whole(p.Manager))
		}
	}
	return wordNotSaid
}

func (l *detailList) times(v approvals.CardView) {
	r := &rich{}
	due(r, v.Item.Due, v.Now)
	if !v.Item.Created.IsZero() {
		r.line().bold(wordCreated+":").text(" ").moment(v.Item.Created, formatTime)
	}
	l.paragraph(r)
}

func (l *detailList) origin(v approvals.CardView) {
	why := ""
	if v.Phase == approvals.PhaseOpen || v.Phase == approvals.PhaseLinkOnly {
		why = sayWhyYou(whole(v.Why.Workgroup), whole(v.Why.ForwardedBy))
	}
	l.facts(
		labelledFact{wordPriority, v.Item.Level},
		labelledFact{wordRequest, number(v.Item.RequestName)},
		labelledFact{wordWorkItem, number(v.Item.Number)},
		labelledFact{wordWhyYou, why})
}

// line shows one approval item: what the card shows, and the raw words of IIQ.
func (l *detailList) line(n int, a approvals.ApprovalItem) {
	head := (&rich{}).bold(strconv.Itoa(n) + ". ")
	head.elements = append(head.elements, lineHead(a, thingOf(a)).elements...)
	l.factsUnder(head, lineFacts(a)...)
}

// lineFacts leaves out what the head of the line has said in the same words, but never the raw value.
func lineFacts(a approvals.ApprovalItem) []labelledFact {
	said := map[string]bool{"": true, thingOf(a): true, foreign(a.Application, maxApp): true}
	out := []labelledFact{}
	for _, f := range []labelledFact{
		{wordDescription, a.Description}, {wordThing, a.DisplayValue}, {wordKind, a.DisplayName}, {wordAttribute, a.Name},
		{wordNative, a.NativeIdentity}, {wordComment, a.Comment}, {wordState, string(a.State)}, {wordApplication, a.Application},
	} {
		if !said[whole(f.text)] {
			out = append(out, f)
		}
	}
	return append(out, labelledFact{wordValue, a.Value})
}
