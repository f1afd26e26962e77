package cards

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// facts are the lines under the headline: by whom, for whom, when, why you.
func (t painter) facts(v approvals.CardView) *rich {
	r := &rich{}
	r.fact(t, words.RequestedBy(t.lang), t.person(v.Requester, v.Item.Requester))
	r.fact(t, words.For(t.lang), t.person(v.Target, v.Item.Target))
	t.due(r, v.Item.Due, v.Now)
	r.fact(t, words.Priority(t.lang), priority(v.Item.Level))
	r.fact(t, words.WorkItem(t.lang), words.Numbers(t.lang, number(v.Item.Number), number(v.Item.RequestName)))
	if v.Phase == approvals.PhaseOpen || v.Phase == approvals.PhaseLinkOnly {
		r.fact(t, words.WhyYou(t.lang), words.SayWhyYou(t.lang, Untrusted(v.Why.Workgroup, maxName), Untrusted(v.Why.ForwardedBy, maxName)))
	}
	return r
}

func (t painter) person(p approvals.PersonView, r approvals.Ref) string {
	name := nameOf(p, r, maxName)
	if name == "" {
		return words.NotSaid(t.lang)
	}
	return words.Person(t.lang, name, Untrusted(p.Department, maxName), Untrusted(p.Manager, maxName))
}

func (t painter) due(r *rich, at, now time.Time) {
	if at.IsZero() {
		return
	}
	r.line().bold(words.Due(t.lang)+words.Colon(t.lang)).text(" ").moment(t, at, formatTime)
	if at.Before(now) {
		r.text(" ").bold(words.SignOverdue + " " + words.Overdue(t.lang))
	}
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

const (
	maxJustification      = 1200
	maxJustificationLines = 12
	maxOnCard             = 5
	maxViolationsOnCard   = 3
	maxNote               = 160
	maxDescription        = 300
)

// lineList shows the first requested lines, and how many more there are.
func (t painter) lineList(v approvals.CardView) []slack.RichTextElement {
	lines := v.Item.Lines
	if len(lines) == 0 {
		if r := (&rich{}).text(Untrusted(v.Item.Description, maxDescription)); !r.empty() {
			return []slack.RichTextElement{r.section()}
		}
		return nil
	}
	shown := lines[:min(len(lines), maxOnCard)]
	items := make([]slack.RichTextElement, 0, len(shown))
	for _, l := range shown {
		items = append(items, t.lineOnCard(l, v.Item.Justification).section())
	}
	out := []slack.RichTextElement{slack.NewRichTextList(slack.RTEListBullet, 0, items...)}
	if more := len(lines) - len(shown); more > 0 {
		out = append(out, (&rich{}).bold(words.More(t.lang, more)).text(words.SeeDetails(t.lang)).section())
	}
	return out
}

func (t painter) lineOnCard(l approvals.ApprovalItem, justification string) *rich {
	r := t.lineHead(l, t.thingOf(l))
	if s := Untrusted(l.Description, maxNote); s != "" {
		r.line().text(s)
	}
	if s := Untrusted(l.Comment, maxNote); s != "" && cleanLine(l.Comment) != cleanLine(justification) {
		r.line().italic(s)
	}
	return r
}

// lineHead is the operation (one that removes has a sign of its own), the thing and the application.
func (t painter) lineHead(l approvals.ApprovalItem, thing string) *rich {
	r := &rich{}
	op := Untrusted(l.Operation, 20)
	if l.Removal() {
		r.bold(words.SignRemove+" "+op).text(" ").styled(thing, &slack.RichTextSectionTextStyle{Bold: true, Italic: true})
	} else {
		if op != "" {
			r.text(op + " ")
		}
		r.bold(thing)
	}
	r.text(t.placeOf(l))
	if l.Privileged {
		r.text(" ").bold(words.SignPrivileged + " " + words.Privileged(t.lang))
	}
	return r
}

func (t painter) justification(s string) []slack.RichTextElement {
	s = cutLines(cleanText(s), maxJustificationLines, maxJustification)
	if s == "" {
		return nil
	}
	return []slack.RichTextElement{(&rich{}).bold(words.Justification(t.lang)).section(), (&rich{}).text(s).quote()}
}

// warnings are one line each, a sign and a word.
func (t painter) warnings(v approvals.CardView) *rich {
	r := &rich{}
	for _, w := range v.Warnings() {
		if w == approvals.WarnViolation {
			t.violations(r, v.Item.Violations)
			continue
		}
		sign, word := words.Warning(t.lang, w)
		r.line().text(sign + " ").bold(word)
		if w == approvals.WarnOverdue {
			r.text(" (").moment(t, v.Item.Due, formatTime).text(")")
		}
	}
	return r
}

func (t painter) violations(r *rich, all []string) {
	for i, s := range all {
		if i == maxViolationsOnCard {
			r.line().text(words.MoreViolations(t.lang, len(all)-i))
			return
		}
		t.violation(r, Untrusted(s, maxNote))
	}
}

func (t painter) violation(r *rich, text string) {
	sign, word := words.Warning(t.lang, approvals.WarnViolation)
	r.line().text(sign + " ").bold(word)
	if text != "" {
		r.text(words.Colon(t.lang) + " " + text)
	}
}
