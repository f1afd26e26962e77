package cards

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	maxOnCard      = 5
	maxThing       = 160
	maxApp         = 60
	maxNote        = 160
	maxState       = 40
	maxOperation   = 20
	maxDescription = 300
	// maxWhat bounds what a row of a list says of an item.
	maxWhat = 200
)

// lineList shows the first requested lines, and how many more there are.
func (t itemPainter) lineList(v approvals.CardView) []slack.RichTextElement {
	lines := v.ContextLines()
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
	if n := v.Item.DecidedLines(); n > 0 && undecided(v.Phase) {
		out = append(out, (&rich{}).bold(words.LinesDecided(t.lang, n, len(lines))).section())
	}
	return out
}

func (t itemPainter) lineOnCard(l approvals.ApprovalItem, justification string) *rich {
	r := t.lineHead(l, t.thingOf(l))
	r.elements = append(r.elements, t.lineFactsOnCard(l).elements...)
	if s := Untrusted(l.Description, maxNote); s != "" {
		r.line().text(s)
	}
	if s := Untrusted(l.Comment, maxNote); s != "" && cleanLine(l.Comment) != cleanLine(justification) {
		r.line().italic(s)
	}
	return r
}

// lineHead is the operation (one that removes has a sign of its own), the thing and the application.
func (t itemPainter) lineHead(l approvals.ApprovalItem, thing string) *rich {
	r := &rich{}
	op := Untrusted(l.Operation, maxOperation)
	if l.Removal() {
		r.bold(words.SignRemove+" "+op).text(" ").styled(thing, slack.RichTextSectionTextStyle{Bold: true, Italic: true})
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

// thingOf is what a line is about. An account without any name is called by a general word.
func (t itemPainter) thingOf(l approvals.ApprovalItem) string {
	if l.Hidden {
		return t.hiddenThing()
	}
	if s := Untrusted(l.Thing(), maxThing); s != "" {
		return s
	}
	return words.Account(t.lang)
}

func (t itemPainter) placeOf(l approvals.ApprovalItem) string {
	app := Untrusted(l.Application, maxApp)
	switch {
	case l.Role():
		return " (" + words.Role(t.lang) + ", " + app + ")"
	case app != "":
		return " (" + app + ")"
	}
	return ""
}

// lineInWords is a line without its style, for fallback texts and folded cards.
func (t itemPainter) lineInWords(l approvals.ApprovalItem) string {
	s := t.thingOf(l) + t.placeOf(l)
	if op := Untrusted(l.Operation, maxOperation); op != "" {
		s = op + " " + s
	}
	return s
}

// linesInWords names the first most lines and how many more there are.
func (t itemPainter) linesInWords(lines []approvals.ApprovalItem, most int) string {
	return t.someInWords(lines, most, t.lineInWords)
}

func (t itemPainter) someInWords(lines []approvals.ApprovalItem, most int, inWords func(approvals.ApprovalItem) string) string {
	var said []string
	for i, l := range lines {
		if i == most {
			said = append(said, words.More(t.lang, len(lines)-most))
			break
		}
		said = append(said, inWords(l))
	}
	return strings.Join(said, ", ")
}

// whatIsAsked names the first line of an item, and how many more there are.
func (t itemPainter) whatIsAsked(first string, lines int, show sensitivity.Show) string {
	if show == sensitivity.Masked {
		first = strings.Replace(first, signHidden, t.hiddenThing(), 1)
	}
	what := Untrusted(first, maxWhat)
	if lines > 1 && what != "" {
		what += " " + words.More(t.lang, lines-1)
	}
	return what
}
