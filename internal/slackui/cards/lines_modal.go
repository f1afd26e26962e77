package cards

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards/choosing"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	// maxLineLabel bounds what stands above the choice of a line, maxLineHint what stands below it.
	maxLineLabel = 300
	maxLineHint  = 160
	// maxDecidedShown bounds the lines of the form that are decided already, maxMissingNamed those without a choice that are named.
	maxDecidedShown = 20
	maxMissingNamed = 10
)

// linesPainter draws the form of a decision line by line.
type linesPainter struct{ decisionPainter }

// LinesModal asks for a choice for each undecided line, choosing.PerPage at a time, and for one comment. It shows the page of private, with
// the choices of it, and with what was typed into the comment. No field is demanded, since Slack sends no form in which one is missing, and
// the page with the missing choice may be another one.
func LinesModal(v approvals.CardView, private LinesMeta, typed string) slack.ModalViewRequest {
	return linesModal(v, private, typed, nil)
}

// LinesModalMissing is LinesModal, turned to the first line that has no choice, with a sentence that names such lines.
func LinesModalMissing(v approvals.CardView, private LinesMeta, typed string) slack.ModalViewRequest {
	t := linesPainter{decisionPainter{itemPainterFor(v.Language)}}
	if missing := private.Missing(); len(missing) > 0 {
		private.Page = missing[0] / choosing.PerPage
	}
	return linesModal(v, private, typed, (&rich{}).text(words.SignFailed+" ").bold(t.missing(v, private)))
}

// LinesModalAnew is the form for an item that has changed since it was opened: nothing is chosen.
func LinesModalAnew(v approvals.CardView, private LinesMeta, typed string) slack.ModalViewRequest {
	private.Choices, private.Page = "", 0
	return linesModal(v, private, typed, (&rich{}).text(words.SignFailed+" ").bold(words.LinesAnew(v.Language)))
}

// LinesMissing says in a sentence which lines have no choice.
func LinesMissing(v approvals.CardView, private LinesMeta) string {
	return linesPainter{decisionPainter{itemPainterFor(v.Language)}}.missing(v, private)
}

func linesModal(v approvals.CardView, private LinesMeta, typed string, note *rich) slack.ModalViewRequest {
	t := linesPainter{decisionPainter{itemPainterFor(v.Language)}}
	private.RequestMark, private.FactsMark, private.ConfirmProof = v.RequestMark(), v.FactsMark(), v.ConfirmProof
	if private.LinesMark = v.Item.LinesMark(); private.Choices == "" {
		private.Lines = choosing.Begun(private.LinesMark, len(v.Item.OpenLines()))
	}
	private.Page = min(private.Page, private.Pages()-1)
	l := &blockList{version: int64(private.Page)}
	if note != nil {
		l.paragraph("note", note)
	}
	l.paragraph("what", t.about(v))
	if private.Page == 0 {
		l.rich("decided", t.decidedBefore(v)...)
		l.rich("comments", t.comments(v)...)
	}
	l.paragraph("hidden", t.maskedNote(v))
	l.paragraph("warnings", t.warnings(v))
	t.choices(l, v, private)
	l.blocks = append(l.blocks, t.lineComment(v, typed))
	return t.form(CallbackDecide, private.Encode(), words.DecideLines(t.lang), words.Record(t.lang), l)
}

func (t linesPainter) about(v approvals.CardView) *rich {
	r := (&rich{}).text(words.LinesLead(t.lang)).line().bold(t.headline(v))
	r.fact(t.lang, words.For(t.lang), t.person(v.Target, v.Item.Target))
	return r.fact(t.lang, words.WorkItem(t.lang), number(v.Item.Number))
}

// decidedBefore lists the lines that the form leaves alone.
func (t linesPainter) decidedBefore(v approvals.CardView) []slack.RichTextElement {
	var items []slack.RichTextElement
	n := v.Item.DecidedLines()
	for _, line := range v.Item.Lines {
		if line.Decided() && len(items) < maxDecidedShown {
			items = append(items, t.lineOnCard(line, v.Item.Justification).section())
		}
	}
	if len(items) == 0 {
		return nil
	}
	out := []slack.RichTextElement{(&rich{}).bold(words.LinesDecidedBefore(t.lang)).section(),
		slack.NewRichTextList(slack.RTEListBullet, 0, items...)}
	if n > len(items) {
		out = append(out, (&rich{}).text(words.More(t.lang, n-len(items))).section())
	}
	return out
}

// choices are the lines of a page, with what leads to the others.
func (t linesPainter) choices(l *blockList, v approvals.CardView, private LinesMeta) {
	open := v.Item.OpenLines()
	from, to := private.Span()
	for n := from; n < to; n++ {
		t.choiceOf(l, private.BlockOf(n), open[n], v.Item, private.VerdictOf(n))
	}
	if private.Pages() == 1 {
		return
	}
	l.context("page", words.LinesShown(t.lang, from+1, to, len(open)))
	var buttons []slack.BlockElement
	if private.Page > 0 {
		buttons = append(buttons, newButton(ActionLinesPrevious, "", words.PreviousLines(t.lang), slack.StyleDefault))
	}
	if private.Page < private.Pages()-1 {
		buttons = append(buttons, newButton(ActionLinesNext, "", words.NextLines(t.lang), slack.StyleDefault))
	}
	l.actions("pages", buttons...)
}

func (t linesPainter) choiceOf(l *blockList, block string, n int, w approvals.WorkItem, chosen approvals.Verdict) {
	line := w.Lines[n]
	radio := slack.NewRadioButtonsBlockElement(ActionChoice,
		slack.NewOptionBlockObject(string(approvals.Approve), plainText(words.Approve(t.lang)), nil),
		slack.NewOptionBlockObject(string(approvals.Deny), plainText(words.Deny(t.lang)), nil))
	switch chosen {
	case approvals.Approve:
		radio.InitialOption = radio.Options[0]
	case approvals.Deny:
		radio.InitialOption = radio.Options[1]
	}
	hint := Untrusted(line.Description, maxLineHint)
	if said := Untrusted(line.Comment, maxLineHint); said != "" && cleanLine(line.Comment) != cleanLine(w.Justification) {
		hint = strings.TrimSpace(hint + " " + said)
	}
	l.input(block, t.labelOf(n, line), hint, radio, true)
}

// labelOf is a line as its choice has it above: its number, what it is, when it begins and ends, and that it is privileged.
func (t linesPainter) labelOf(n int, line approvals.ApprovalItem) string {
	label := strconv.Itoa(n+1) + ". " + t.linesAndFacts([]approvals.ApprovalItem{line}, 1)
	if line.Privileged {
		label += " " + words.SignPrivileged + " " + words.Privileged(t.lang)
	}
	if line.Removal() {
		label = words.SignRemove + " " + label
	}
	return cutText(label, maxLineLabel)
}

// missing names the first lines without a choice.
func (t linesPainter) missing(v approvals.CardView, private LinesMeta) string {
	open, lacking := v.Item.OpenLines(), private.Missing()
	var named []string
	for _, n := range lacking[:min(len(lacking), maxMissingNamed)] {
		named = append(named, words.Line(t.lang, open[n]+1, cutText(t.thingOf(v.Item.Lines[open[n]]), maxMissingThing)))
	}
	return words.ChoicesMissing(t.lang, len(lacking), named)
}

// maxMissingThing bounds what a line that is named in a sentence is about.
const maxMissingThing = 60

// lineComment is the field of the one comment. Whether it is demanded depends on what is chosen.
func (t linesPainter) lineComment(v approvals.CardView, typed string) *slack.InputBlock {
	verdict := approvals.Deny
	if v.CommentOnApprove {
		verdict = approvals.Approve
	}
	block := t.commentInput(v, verdict, typed)
	block.Label = plainText(words.Comment(t.lang))
	if input, is := block.Element.(*slack.PlainTextInputBlockElement); is {
		input.FocusOnLoad = false
		input.Placeholder = plainText(words.CommentPlaceholder(t.lang, approvals.Approve))
	}
	return block.WithOptional(true)
}
