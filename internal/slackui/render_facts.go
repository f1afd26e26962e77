package slackui

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// facts are the lines under the headline: by whom, for whom, when, why you.
func (t *texts) facts(v approvals.CardView) *rich {
	r := &rich{}
	r.fact(t, t.wordRequestedBy, t.person(v.Requester, v.Item.Requester))
	r.fact(t, t.wordFor, t.person(v.Target, v.Item.Target))
	t.due(r, v.Item.Due, v.Now)
	r.fact(t, t.wordPriority, priority(v.Item.Level))
	r.fact(t, t.wordWorkItem, t.sayNumbers(number(v.Item.Number), number(v.Item.RequestName)))
	if v.Phase == approvals.PhaseOpen || v.Phase == approvals.PhaseLinkOnly {
		r.fact(t, t.wordWhyYou, t.sayWhyYou(foreign(v.Why.Workgroup, maxName), foreign(v.Why.ForwardedBy, maxName)))
	}
	return r
}

func (t *texts) person(p approvals.PersonView, r approvals.Ref) string {
	name := nameOf(p, r, maxName)
	if name == "" {
		return t.wordNotSaid
	}
	return t.sayPerson(name, foreign(p.Department, maxName), foreign(p.Manager, maxName))
}

func (t *texts) due(r *rich, at, now time.Time) {
	if at.IsZero() {
		return
	}
	r.line().bold(t.wordDue+t.wordColon).text(" ").moment(t, at, formatTime)
	if at.Before(now) {
		r.text(" ").bold(signOverdue + " " + t.wordOverdue)
	}
}

// priority is IIQ's level when it is not the usual one.
func priority(level string) string {
	if strings.EqualFold(level, "Normal") {
		return ""
	}
	return foreign(level, 30)
}

// number drops the zeros that IIQ puts before it.
func number(s string) string { return foreign(strings.TrimLeft(cleanLine(s), "0"), 40) }

const (
	maxJustification      = 1200
	maxJustificationLines = 12
	maxOnCard             = 5
	maxViolationsOnCard   = 3
	maxNote               = 160
	maxDescription        = 300
)

// lineList shows the first lines of what is asked, and how many more there are.
func (t *texts) lineList(v approvals.CardView) []slack.RichTextElement {
	lines := v.Item.Lines
	if len(lines) == 0 {
		if r := (&rich{}).text(foreign(v.Item.Description, maxDescription)); !r.empty() {
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
		out = append(out, (&rich{}).bold(t.sayMore(more)).text(t.saySeeDetails()).section())
	}
	return out
}

func (t *texts) lineOnCard(l approvals.ApprovalItem, justification string) *rich {
	r := t.lineHead(l, t.thingOf(l))
	if s := foreign(l.Description, maxNote); s != "" {
		r.line().text(s)
	}
	if s := foreign(l.Comment, maxNote); s != "" && cleanLine(l.Comment) != cleanLine(justification) {
		r.line().italic(s)
	}
	return r
}

// lineHead is the operation (one that takes away has a sign of its own), the thing and the application.
func (t *texts) lineHead(l approvals.ApprovalItem, thing string) *rich {
	r := &rich{}
	op := foreign(l.Operation, 20)
	if l.Removal() {
		r.bold(signRemove+" "+op).text(" ").styled(thing, &slack.RichTextSectionTextStyle{Bold: true, Italic: true})
	} else {
		if op != "" {
			r.text(op + " ")
		}
		r.bold(thing)
	}
	r.text(t.placeOf(l))
	if l.Privileged {
		r.text(" ").bold(signPrivileged + " " + t.wordPrivileged)
	}
	return r
}

func (t *texts) justification(s string) []slack.RichTextElement {
	s = cutLines(cleanText(s), maxJustificationLines, maxJustification)
	if s == "" {
		return nil
	}
	return []slack.RichTextElement{(&rich{}).bold(t.wordJustification).section(), (&rich{}).text(s).quote()}
}

// warnings are one line each, a sign and a word.
func (t *texts) warnings(v approvals.CardView) *rich {
	r := &rich{}
	for _, w := range v.Warnings() {
		if w == approvals.WarnViolation {
			t.violations(r, v.Item.Violations)
			continue
		}
		sign, word := t.sayWarning(w)
		r.line().text(sign + " ").bold(word)
		if w == approvals.WarnOverdue {
			r.text(" (").moment(t, v.Item.Due, formatTime).text(")")
		}
	}
	return r
}

func (t *texts) violations(r *rich, all []string) {
	for i, s := range all {
		if i == maxViolationsOnCard {
			r.line().text(t.sayMoreViolations(len(all) - i))
			return
		}
		t.violation(r, foreign(s, maxNote))
	}
}

func (t *texts) violation(r *rich, text string) {
	sign, word := t.sayWarning(approvals.WarnViolation)
	r.line().text(sign + " ").bold(word)
	if text != "" {
		r.text(t.wordColon + " " + text)
	}
}
