package slackui

import (
	"strconv"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// details lists all that is known of an item, in the order of the card. Who has lost the item is told that alone.
func (t *texts) details(v approvals.CardView) []detail {
	l := &detailList{}
	l.paragraph(t.status(v).paragraph(t))
	if v.Phase == approvals.PhaseForwarded || v.Phase == approvals.PhaseNotYours {
		l.facts(t, labelledFact{t.wordWorkItem, number(v.Item.Number)})
		return l.all
	}
	l.paragraph(t.maskedNote(v))
	if v.Show == sensitivity.Notice {
		r := &rich{}
		t.due(r, v.Item.Due, v.Now)
		l.paragraph(r.fact(t, t.wordWorkItem, number(v.Item.Number)))
		return l.all
	}
	l.quoted(t.wordComment, t.status(v).comment)
	l.people(t, v)
	l.times(t, v)
	l.origin(t, v)
	for _, s := range v.Item.Violations {
		sign, word := t.sayWarning(approvals.WarnViolation)
		if s == "" {
			s = t.hiddenThing()
		}
		l.labelled(sign+" "+word, s)
	}
	l.labelled(t.wordDescription, v.Item.Description)
	l.quoted(t.wordJustification, v.Item.Justification)
	for i, line := range v.Item.Lines {
		if line.Comment == v.Item.Justification {
			line.Comment = ""
		}
		l.line(t, i+1, line)
	}
	return l.all
}

// labelledFact is a label of ours and a text of IIQ.
type labelledFact struct {
	label string
	text  string
}

// facts shows short ones as lines of one paragraph, and each long one in paragraphs of its own.
func (l *detailList) facts(t *texts, all ...labelledFact) { l.factsUnder(t, &rich{}, all...) }

// factsUnder puts the short ones into a paragraph that has begun.
func (l *detailList) factsUnder(t *texts, short *rich, all ...labelledFact) {
	var long []labelledFact
	for _, f := range all {
		if text := whole(f.text); textWidth(text) <= maxShortFact {
			short.fact(t, f.label, text)
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

func (l *detailList) people(t *texts, v approvals.CardView) {
	l.facts(t,
		labelledFact{t.wordRequestedBy, t.fullPerson(v.Requester, v.Item.Requester)},
		labelledFact{t.wordFor, t.fullPerson(v.Target, v.Item.Target)})
}

func (t *texts) fullPerson(p approvals.PersonView, ref approvals.Ref) string {
	for _, name := range []string{p.Name, ref.Display, ref.Name} {
		if name = whole(name); name != "" {
			return t.sayPerson(name, whole(p.Department), whole(p.Manager))
		}
	}
	return t.wordNotSaid
}

func (l *detailList) times(t *texts, v approvals.CardView) {
	r := &rich{}
	t.due(r, v.Item.Due, v.Now)
	if !v.Item.Created.IsZero() {
		r.line().bold(t.wordCreated+t.wordColon).text(" ").moment(t, v.Item.Created, formatTime)
	}
	l.paragraph(r)
}

func (l *detailList) origin(t *texts, v approvals.CardView) {
	why := ""
	if v.Phase == approvals.PhaseOpen || v.Phase == approvals.PhaseLinkOnly {
		why = t.sayWhyYou(whole(v.Why.Workgroup), whole(v.Why.ForwardedBy))
	}
	l.facts(t,
		labelledFact{t.wordPriority, v.Item.Level},
		labelledFact{t.wordRequest, number(v.Item.RequestName)},
		labelledFact{t.wordWorkItem, number(v.Item.Number)},
		labelledFact{t.wordWhyYou, why})
}

// line shows one approval item: what the card shows, and the raw words of IIQ.
func (l *detailList) line(t *texts, n int, a approvals.ApprovalItem) {
	head := (&rich{}).bold(strconv.Itoa(n) + ". ")
	head.elements = append(head.elements, t.lineHead(a, t.thingOf(a)).elements...)
	l.factsUnder(t, head, t.lineFacts(a)...)
}

// lineFacts leaves out what the head of the line has said in the same words, but never the raw value.
func (t *texts) lineFacts(a approvals.ApprovalItem) []labelledFact {
	if a.Hidden {
		a.DisplayValue = ""
	}
	said := map[string]bool{"": true, t.thingOf(a): true, foreign(a.Application, maxApp): true}
	out := []labelledFact{}
	for _, f := range []labelledFact{
		{t.wordDescription, a.Description}, {t.wordThing, a.DisplayValue}, {t.wordKind, a.DisplayName}, {t.wordAttribute, a.Name},
		{t.wordNative, a.NativeIdentity}, {t.wordComment, a.Comment}, {t.wordState, string(a.State)}, {t.wordApplication, a.Application},
	} {
		if !said[whole(f.text)] {
			out = append(out, f)
		}
	}
	return append(out, labelledFact{t.wordValue, a.Value})
}
