package cards

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	// maxFact bounds the words of others in a fact on a card, so that a card of one line stays within one screen of a phone.
	maxFact = 120
	// maxLabels is how many classifications, reasons or names a fact on a card has.
	maxLabels = 3
)

// contextPainter says what helps to decide an item, beside the item itself.
type contextPainter struct{ itemPainter }

// contextOnCard has the facts of the context that stand on the card one below the other, at most three with the warnings.
func (t contextPainter) contextOnCard(v approvals.CardView) []slack.RichTextElement {
	var items []slack.RichTextElement
	for _, f := range v.TellingFacts() {
		r := &rich{}
		if thing := t.factAbout(v, f); thing != "" {
			r.bold(thing).text(words.Colon(t.lang) + " ")
		}
		r.elements = append(r.elements, t.factOnCard(v, f).elements...)
		items = append(items, r.section())
	}
	if items == nil {
		return nil
	}
	return []slack.RichTextElement{slack.NewRichTextList(slack.RTEListBullet, 0, items...)}
}

// factAbout names the line that a fact is about, where there are several.
func (t contextPainter) factAbout(v approvals.CardView, f approvals.CardFact) string {
	if f.Line == 0 || len(v.Item.Lines) < 2 {
		return ""
	}
	return cutText(t.thingOf(v.Item.Lines[f.Line-1]), maxApp)
}

func (t contextPainter) factOnCard(v approvals.CardView, f approvals.CardFact) *rich {
	r := &rich{}
	if f.Kind != approvals.FactBefore {
		return r.text(t.factInWords(v, f))
	}
	r.text(words.DecidedBefore(t.lang, f.Step.State, Untrusted(f.Step.By, maxName)))
	if !f.Step.At.IsZero() {
		r.text(", ").moment(t.lang, f.Step.At, formatTime)
	}
	if said := Untrusted(f.Step.Comment, maxFact); said != "" {
		r.text(words.Colon(t.lang) + " ").italic(said)
	}
	return r
}

// factInWords is a fact as plain text, without the name of its line.
func (t contextPainter) factInWords(v approvals.CardView, f approvals.CardFact) string {
	switch f.Kind {
	case approvals.FactClassified:
		return words.Classification(t.lang) + words.Colon(t.lang) + " " + someOf(f.Known.Classifications)
	case approvals.FactPeers:
		return words.Peers(t.lang, *f.Known.Peers)
	case approvals.FactNoEnd:
		return words.NoEnd(t.lang)
	case approvals.FactAdvice:
		return withWords(t.lang, words.Advice(t.lang, f.Known.Recommendation.Approve), someOf(f.Known.Recommendation.Reasons))
	case approvals.FactRisk:
		return words.Risk(t.lang, f.Known.Risk.Score, Untrusted(f.Known.Risk.Band, maxState))
	case approvals.FactBefore:
		return withWords(t.lang, words.DecidedBefore(t.lang, f.Step.State, Untrusted(f.Step.By, maxName)),
			Untrusted(f.Step.Comment, maxFact))
	case approvals.FactTaken:
		return words.TakenBy(t.lang, Untrusted(v.Context.Assignee, maxName))
	case approvals.FactOwner:
		return withWords(t.lang, words.AccessOwner(t.lang), Untrusted(f.Known.Owner, maxName))
	case approvals.FactWaiting:
		return withWords(t.lang, words.StillToDecide(t.lang), someOf(v.Context.Waiting))
	case approvals.FactFiles:
		names := make([]string, len(v.Context.Attachments))
		for n, file := range v.Context.Attachments {
			names[n] = file.Name
		}
		return withWords(t.lang, words.Attachments(t.lang), someOf(names))
	}
	return ""
}

func withWords(lang approvals.Language, label, said string) string {
	if said == "" {
		return label
	}
	return label + words.Colon(lang) + " " + said
}

// someOf names the first few, in maxFact characters at most.
func someOf(all []string) string {
	var said []string
	for _, s := range all {
		if s = Untrusted(s, maxName); s != "" {
			said = append(said, s)
		}
		if len(said) > maxLabels {
			said[maxLabels] = ellipsis
			break
		}
	}
	return cutText(strings.Join(said, ", "), maxFact)
}

// maxFactInText bounds a fact in a fallback text.
const maxFactInText = 110

// contextInWords is what the warnings and contextOnCard say, for fallback texts, which the decision log keeps.
func (t contextPainter) contextInWords(v approvals.CardView) []string {
	var said []string
	add := func(s string) { said = append(said, cutText(s, maxFactInText)) }
	for _, w := range v.Warnings() {
		_, word := words.Warning(t.lang, w)
		switch w {
		case approvals.WarnViolation:
			add(withWords(t.lang, word, someOf(v.Item.Violations)))
		case approvals.WarnPrivileged:
			add(word)
		}
	}
	for _, f := range v.TellingFacts() {
		s := t.factInWords(v, f)
		if thing := t.factAbout(v, f); thing != "" {
			s = thing + words.Colon(t.lang) + " " + s
		}
		add(s)
	}
	return said
}

// around says who decided before in the same request and who still has to, who has the item, and what came with it.
func (t detailsPainter) around(l *detailList, c approvals.ItemContext) {
	for _, s := range c.Chain {
		t.step(l, s)
	}
	var waiting []string
	for _, name := range c.Waiting {
		if name = whole(name); name != "" {
			waiting = append(waiting, name)
		}
	}
	taken := ""
	if by := whole(c.Assignee); by != "" {
		taken = words.TakenBy(t.lang, by)
	}
	l.facts(t.lang, labelledFact{words.StillToDecide(t.lang), strings.Join(waiting, ", ")})
	l.paragraph((&rich{}).text(taken))
	for _, f := range c.Forwarded {
		l.paragraph(t.dated(words.GivenOn(t.lang, whole(f.From), whole(f.To)), f.At))
		t.quote(l, f.Comment)
	}
	t.files(l, c.Attachments)
}

func (t detailsPainter) step(l *detailList, s approvals.ChainStep) {
	said := words.DecidedBefore(t.lang, s.State, whole(s.By))
	if owner := whole(s.Owner); owner != "" {
		said += " " + words.InPlaceOf(t.lang, owner)
	}
	l.paragraph(t.dated(said, s.At))
	t.quote(l, s.Comment)
}

func (t detailsPainter) quote(l *detailList, text string) {
	for _, piece := range chunkText(cleanText(text), maxChunk) {
		l.add((&rich{}).text(piece).quote(), textWidth(piece))
	}
}

func (t detailsPainter) files(l *detailList, files []approvals.Attachment) {
	said := make([]string, len(files))
	for n, f := range files {
		if said[n] = whole(f.Name); f.Bytes > 0 {
			said[n] += " (" + words.FileSize(t.lang, f.Bytes) + ")"
		}
	}
	l.facts(t.lang, labelledFact{words.Attachments(t.lang), strings.Join(said, ", ")})
}

// dated is a sentence of ours, with its time where it is known.
func (t detailsPainter) dated(said string, at time.Time) *rich {
	r := (&rich{}).bold(said)
	if !at.IsZero() {
		r.text(", ").moment(t.lang, at, formatTime)
	}
	return r
}

// lineFigures are what needs no label of what IIQ knows of the access that a line asks for.
func (t detailsPainter) lineFigures(known approvals.LineContext) *rich {
	r := &rich{}
	if p := known.Peers; p != nil && p.Of > 0 {
		r.line().text(words.Peers(t.lang, *p))
	}
	if k := known.Risk; k != nil {
		r.line().text(words.Risk(t.lang, k.Score, Untrusted(k.Band, maxState)))
	}
	if a := known.Recommendation; a != nil && len(a.Reasons) == 0 {
		r.line().text(words.Advice(t.lang, a.Approve))
	}
	return r
}

// lineContext are the facts with a label.
func (t detailsPainter) lineContext(known approvals.LineContext) []labelledFact {
	out := []labelledFact{{words.AccessOwner(t.lang), known.Owner},
		{words.Classification(t.lang), strings.Join(known.Classifications, ", ")}}
	if a := known.Recommendation; a != nil {
		out = append(out, labelledFact{words.Advice(t.lang, a.Approve), strings.Join(a.Reasons, " · ")})
	}
	return out
}
