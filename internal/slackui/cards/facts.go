package cards

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	maxJustification      = 1200
	maxJustificationLines = 12
	maxViolationsOnCard   = 3
)

// facts are the lines under the headline: by whom, for whom, when, why you.
func (t itemPainter) facts(v approvals.CardView) *rich {
	r := &rich{}
	r.fact(t.lang, words.RequestedBy(t.lang), t.person(v.Requester, v.Item.Requester))
	r.fact(t.lang, words.For(t.lang), t.person(v.Target, v.Item.Target))
	t.due(r, v.Item.Due, v.Now)
	t.unreadDates(r, v.Item.UnreadDates)
	r.fact(t.lang, words.Priority(t.lang), priority(v.Item.Level))
	r.fact(t.lang, words.WorkItem(t.lang), words.Numbers(t.lang, number(v.Item.Number), number(v.Item.RequestName)))
	if v.Phase == approvals.PhaseOpen || v.Phase == approvals.PhaseLinkOnly {
		r.fact(t.lang, words.WhyYou(t.lang), words.SayWhyYou(t.lang, Untrusted(v.Why.Workgroup, maxName),
			Untrusted(v.Why.ForwardedBy, maxName)))
	}
	return r
}

func (t itemPainter) due(r *rich, at, now time.Time) {
	if at.IsZero() {
		return
	}
	r.line().bold(words.Due(t.lang)+words.Colon(t.lang)).text(" ").moment(t.lang, at, formatTime)
	if at.Before(now) {
		r.text(" ").bold(words.SignOverdue + " " + words.Overdue(t.lang))
	}
}

// unreadDates names the dates that IIQ gives and that could not be read, so that nobody takes them for dates that there are not.
func (t itemPainter) unreadDates(r *rich, kinds []approvals.DateKind) {
	r.fact(t.lang, words.UnreadDates(t.lang), words.DateNames(t.lang, kinds))
}

// unreadInWords is the same for a plain text; "" where all dates were read.
func (t itemPainter) unreadInWords(kinds []approvals.DateKind) string {
	if len(kinds) == 0 {
		return ""
	}
	return words.UnreadDates(t.lang) + words.Colon(t.lang) + " " + words.DateNames(t.lang, kinds)
}

// priority is IIQ's level when it is not the usual one.
func priority(level string) string {
	if strings.EqualFold(level, "Normal") {
		return ""
	}
	return Untrusted(level, 30)
}

// number removes the leading zeros of IIQ's number.
func number(s string) string { return Untrusted(strings.TrimLeft(cleanLine(s), "0"), 40) }

func (t itemPainter) justification(s string) []slack.RichTextElement {
	s = cutLines(cleanText(s), maxJustificationLines, maxJustification)
	if s == "" {
		return nil
	}
	return []slack.RichTextElement{(&rich{}).bold(words.Justification(t.lang)).section(), (&rich{}).text(s).quote()}
}

// warnings are one line each, a sign and a word.
func (t itemPainter) warnings(v approvals.CardView) *rich {
	r := &rich{}
	for _, w := range v.Warnings() {
		if w == approvals.WarnViolation {
			t.violations(r, v.Item.Violations)
			continue
		}
		sign, word := words.Warning(t.lang, w)
		r.line().text(sign + " ").bold(word)
		if w == approvals.WarnOverdue {
			r.text(" (").moment(t.lang, v.Item.Due, formatTime).text(")")
		}
	}
	return r
}

func (t itemPainter) violations(r *rich, all []string) {
	for i, s := range all {
		if i == maxViolationsOnCard {
			r.line().text(words.MoreViolations(t.lang, len(all)-i))
			return
		}
		t.violation(r, Untrusted(s, maxNote))
	}
}

func (t itemPainter) violation(r *rich, text string) {
	sign, word := words.Warning(t.lang, approvals.WarnViolation)
	r.line().text(sign + " ").bold(word)
	if text != "" {
		r.text(words.Colon(t.lang) + " " + text)
	}
}
