package cards

import (
	"strconv"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

// details lists all that is known about an item, in the order of the card. A person who has lost the item is told only
// that.
func (t painter) details(v approvals.CardView) []detail {
	l := &detailList{}
	l.paragraph(t.status(v).paragraph(t))
	if v.Phase == approvals.PhaseForwarded || v.Phase == approvals.PhaseNotYours {
		l.facts(t, labelledFact{words.WorkItem(t.lang), number(v.Item.Number)})
		return l.all
	}
	l.paragraph(t.maskedNote(v))
	if v.Show == sensitivity.Notice {
		r := &rich{}
		t.due(r, v.Item.Due, v.Now)
		l.paragraph(r.fact(t, words.WorkItem(t.lang), number(v.Item.Number)))
		return l.all
	}
	l.quoted(words.Comment(t.lang), t.status(v).comment)
	l.people(t, v)
	l.times(t, v)
	l.origin(t, v)
	for _, s := range v.Item.Violations {
		sign, word := words.Warning(t.lang, approvals.WarnViolation)
		if s == "" {
			s = t.hiddenThing()
		}
		l.labelled(sign+" "+word, s)
	}
	l.labelled(words.Description(t.lang), v.Item.Description)
	l.quoted(words.Justification(t.lang), v.Item.Justification)
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

// facts shows short facts as lines of one paragraph, and each long one in paragraphs of its own.
func (l *detailList) facts(t painter, all ...labelledFact) { l.factsUnder(t, &rich{}, all...) }

// factsUnder adds the short facts to a paragraph that has begun.
func (l *detailList) factsUnder(t painter, short *rich, all ...labelledFact) {
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

// whole is for a line of text by others that is not cut.
func whole(s string) string { return isolate(cleanLine(s)) }

func (l *detailList) people(t painter, v approvals.CardView) {
	l.facts(t,
		labelledFact{words.RequestedBy(t.lang), t.fullPerson(v.Requester, v.Item.Requester)},
		labelledFact{words.For(t.lang), t.fullPerson(v.Target, v.Item.Target)})
}

func (t painter) fullPerson(p approvals.PersonView, ref approvals.Ref) string {
	for _, name := range []string{p.Name, ref.Display, ref.Name} {
		if name = whole(name); name != "" {
			return words.Person(t.lang, name, whole(p.Department), whole(p.Manager))
		}
	}
	return words.NotSaid(t.lang)
}

func (l *detailList) times(t painter, v approvals.CardView) {
	r := &rich{}
	t.due(r, v.Item.Due, v.Now)
	if !v.Item.Created.IsZero() {
		r.line().bold(words.Created(t.lang)+words.Colon(t.lang)).text(" ").moment(t, v.Item.Created, formatTime)
	}
	l.paragraph(r)
}

func (l *detailList) origin(t painter, v approvals.CardView) {
	why := ""
	if v.Phase == approvals.PhaseOpen || v.Phase == approvals.PhaseLinkOnly {
		why = words.SayWhyYou(t.lang, whole(v.Why.Workgroup), whole(v.Why.ForwardedBy))
	}
	l.facts(t,
		labelledFact{words.Priority(t.lang), v.Item.Level},
		labelledFact{words.Request(t.lang), number(v.Item.RequestName)},
		labelledFact{words.WorkItem(t.lang), number(v.Item.Number)},
		labelledFact{words.WhyYou(t.lang), why})
}

// line shows one approval item: what the card shows, and the raw words of IIQ.
func (l *detailList) line(t painter, n int, a approvals.ApprovalItem) {
	head := (&rich{}).bold(strconv.Itoa(n) + ". ")
	head.elements = append(head.elements, t.lineHead(a, t.thingOf(a)).elements...)
	l.factsUnder(t, head, t.lineFacts(a)...)
}

// lineFacts leaves out what the head of the line has already said in the same words, but never the raw value.
func (t painter) lineFacts(a approvals.ApprovalItem) []labelledFact {
	if a.Hidden {
		a.DisplayValue = ""
	}
	said := map[string]bool{"": true, t.thingOf(a): true, Untrusted(a.Application, maxApp): true}
	out := []labelledFact{}
	for _, f := range []labelledFact{
		{words.Description(t.lang), a.Description}, {words.Thing(t.lang), a.DisplayValue}, {words.Kind(t.lang), a.DisplayName}, {words.Attribute(t.lang), a.Name},
		{words.Native(t.lang), a.NativeIdentity}, {words.Comment(t.lang), a.Comment}, {words.State(t.lang), string(a.State)}, {words.Application(t.lang), a.Application},
	} {
		if !said[whole(f.text)] {
			out = append(out, f)
		}
	}
	return append(out, labelledFact{words.Value(t.lang), a.Value})
}
