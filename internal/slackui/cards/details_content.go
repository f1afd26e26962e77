package cards

import (
	"strconv"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

// details lists all that is known about an item, in the order of the card. A person who has lost the item is told only
// that.
func (t detailsPainter) details(v approvals.CardView) []detail {
	l := &detailList{}
	l.paragraph(t.status(v).paragraph(t.lang))
	if v.Phase == approvals.PhaseForwarded || v.Phase == approvals.PhaseNotYours {
		l.facts(t.lang, labelledFact{words.WorkItem(t.lang), number(v.Item.Number)})
		return l.all
	}
	l.paragraph(t.maskedNote(v))
	if v.Show == sensitivity.Notice {
		r := &rich{}
		t.due(r, v.Item.Due, v.Now)
		t.unreadDates(r, v.Item.UnreadDates)
		l.paragraph(r.fact(t.lang, words.WorkItem(t.lang), number(v.Item.Number)))
		return l.all
	}
	l.quoted(words.Comment(t.lang), t.status(v).comment)
	t.people(l, v)
	t.times(l, v)
	t.origin(l, v)
	for _, s := range v.Item.Violations {
		sign, word := words.Warning(t.lang, approvals.WarnViolation)
		if s == "" {
			s = t.hiddenThing()
		}
		l.labelled(sign+" "+word, s)
	}
	l.labelled(words.Description(t.lang), v.Item.Description)
	l.quoted(words.Justification(t.lang), v.Item.Justification)
	t.comments(l, v)
	t.around(l, v.Context)
	if v.Phase == approvals.PhaseOpen || v.Phase == approvals.PhaseNotRecorded {
		l.paragraph((&rich{}).text(words.LinesElsewhere(t.lang, v.Lines)))
	}
	for i, line := range v.ContextLines() {
		if line.Comment == v.Item.Justification {
			line.Comment = ""
		}
		known, _ := v.Context.Line(line.ID)
		t.line(l, i+1, line, known, v.Phase == approvals.PhaseEnded)
	}
	return l.all
}

func (t detailsPainter) people(l *detailList, v approvals.CardView) {
	l.facts(t.lang,
		labelledFact{words.RequestedBy(t.lang), t.fullPerson(v.Requester, v.Item.Requester)},
		labelledFact{words.For(t.lang), t.fullPerson(v.Target, v.Item.Target)})
}

func (t detailsPainter) times(l *detailList, v approvals.CardView) {
	r := &rich{}
	t.due(r, v.Item.Due, v.Now)
	if !v.Item.Created.IsZero() {
		r.line().bold(words.Created(t.lang)+words.Colon(t.lang)).text(" ").moment(t.lang, v.Item.Created, formatTime)
	}
	t.unreadDates(r, v.Item.UnreadDates)
	l.paragraph(r)
}

func (t detailsPainter) origin(l *detailList, v approvals.CardView) {
	why := ""
	if v.Phase == approvals.PhaseOpen || v.Phase == approvals.PhaseLinkOnly {
		why = words.SayWhyYou(t.lang, whole(v.Why.Workgroup), whole(v.Why.ForwardedBy))
	}
	l.facts(t.lang,
		labelledFact{words.Priority(t.lang), v.Item.Level},
		labelledFact{words.Request(t.lang), number(v.Item.RequestName)},
		labelledFact{words.WorkItem(t.lang), number(v.Item.Number)},
		labelledFact{words.WhyYou(t.lang), why})
}

// line shows one approval item: what the card shows, what IIQ knows of the access, and the raw words of IIQ.
func (t detailsPainter) line(l *detailList, n int, a approvals.ApprovalItem, known approvals.LineContext, ended bool) {
	head := (&rich{}).bold(strconv.Itoa(n) + ". ")
	head.elements = append(head.elements, t.lineHead(a, t.thingOf(a)).elements...)
	if ended {
		head.elements = append(append(head.elements, t.datesBelow(a).elements...), t.lineEnd(a).elements...)
	} else {
		head.elements = append(head.elements, t.lineFactsOnCard(a).elements...)
	}
	if figures := t.lineFigures(known); !figures.empty() {
		head.line()
		head.elements = append(head.elements, figures.elements...)
	}
	l.factsUnder(t.lang, head, append(t.lineContext(known), t.lineFacts(a)...)...)
}

// lineFacts leaves out what the head of the line has already said in the same words, but never the raw value.
func (t detailsPainter) lineFacts(a approvals.ApprovalItem) []labelledFact {
	if a.Hidden {
		a.DisplayValue = ""
	}
	said := map[string]bool{"": true, t.thingOf(a): true, Untrusted(a.Application, maxApp): true,
		Untrusted(a.Operation, maxOperation): true}
	out := []labelledFact{}
	for _, f := range []labelledFact{
		{words.Description(t.lang), a.Description}, {words.Thing(t.lang), a.DisplayValue},
		{words.Kind(t.lang), a.DisplayName}, {words.Attribute(t.lang), a.Name},
		{words.Native(t.lang), a.NativeIdentity}, {words.Comment(t.lang), a.Comment},
		{words.State(t.lang), string(a.State)}, {words.Application(t.lang), a.Application},
		{words.Operation(t.lang), a.Operation},
	} {
		if !said[whole(f.text)] {
			out = append(out, f)
		}
	}
	return append(out, labelledFact{words.Value(t.lang), a.Value})
}
