package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

// cardPainter draws the cards of requests in all their phases.
type cardPainter struct{ itemPainter }

// Card renders a card in any phase. It has at most 12 blocks and under 8,000 characters, whatever IIQ says.
// DetailsModal shows in full what is cut here.
func Card(v approvals.CardView) Message {
	t := cardPainter{itemPainterFor(v.Language)}
	switch {
	case v.Phase == approvals.PhaseHidden:
		return t.hiddenCard(v)
	case v.Phase == approvals.PhaseNewer:
		return t.sentenceCard(v, words.SignMoved, words.NewerCopy(t.lang))
	case v.Phase == approvals.PhaseUnlinked:
		return t.sentenceCard(v, words.SignClosed, words.NotYours(t.lang))
	case v.Show == sensitivity.Notice && !folds(v.Phase):
		return t.noticeCard(v)
	case v.Review != nil:
		return reviewPainter{t}.reviewCard(v)
	}
	if folds(v.Phase) {
		return t.foldedCard(v)
	}
	l := &blockList{version: v.Want}
	if v.Batch > 0 {
		l.paragraph("batch", (&rich{}).bold(words.Batch(t.lang, v.Batch)))
	}
	l.header("head", t.headline(v))
	l.paragraph("facts", t.facts(v))
	l.rich("lines", t.lineList(v)...)
	l.rich("reason", t.justification(v.Item.Justification)...)
	l.rich("comments", t.comments(v)...)
	l.paragraph("hidden", t.maskedNote(v))
	l.paragraph("warnings", t.warnings(v))
	l.rich("context", contextPainter(t).contextOnCard(v)...)
	l.paragraph("status", t.status(v).paragraph(t.lang))
	if v.Phase == approvals.PhaseOpen {
		l.deciding(menuBlock(refOf(v)), Marks{v.RequestMark(), v.FactsMark(), v.ConfirmProof}, t.buttons(v)...)
	} else {
		l.actions(menuBlock(refOf(v)), t.buttons(v)...)
	}
	t.foot(l, v)
	return Message{Text: t.cardText(v), Blocks: l.blocks}
}

// folds reports whether a card in this phase has ended and shrinks to a few lines.
func folds(p approvals.Phase) bool {
	switch p {
	case approvals.PhaseEnded, approvals.PhaseForwarded, approvals.PhaseNotYours:
		return true
	}
	return false
}

// cardText is the fallback: what is requested, by whom and for whom, and the state.
func (t cardPainter) cardText(v approvals.CardView) string {
	batch, forWhom, dueAt, unread, lines := "", "", "", "", t.linesInWords(v.Item.Lines, 3)
	if v.Batch > 0 {
		batch = words.Batch(t.lang, v.Batch)
	}
	if name := targetName(v); name != "" && sameRef(v.Item.Requester, v.Item.Target) {
		forWhom = words.For(t.lang) + " " + name
	}
	var context []string
	if !folds(v.Phase) {
		lines, unread = t.linesAndFacts(v.Item.Lines, 3), t.unreadInWords(v.Item.UnreadDates)
		context = contextPainter(t).contextInWords(v)
	}
	if !v.Item.Due.IsZero() && !folds(v.Phase) {
		dueAt = words.Due(t.lang) + " " + words.PlainTime(t.lang, v.Item.Due)
	}
	said := []string{batch, t.status(v).sentence, t.headline(v), cutText(lines, 300), forWhom, dueAt, unread,
		words.WorkItem(t.lang) + " " + number(v.Item.Number)}
	return fallback(append(said, context...)...)
}

func (t cardPainter) buttons(v approvals.CardView) []slack.BlockElement {
	item := refOf(v)
	var out []slack.BlockElement
	switch value := item.Encode(); {
	case v.Phase == approvals.PhaseOpen && v.Lines.Only():
		out = append(out, newButton(ActionLines, value, words.DecideLines(t.lang), slack.StylePrimary))
	case v.Phase == approvals.PhaseOpen:
		approve := newButton(ActionApprove, value, words.Approve(t.lang), slack.StylePrimary)
		switch {
		case v.CommentByRules || v.CommentByIIQ.Approve:
			approve.ActionID = ActionApproveNoted
		case !v.CommentOnApprove:
			approve.Confirm = ConfirmFor(v)
		}
		out = append(out, approve, newButton(ActionDeny, value, words.Deny(t.lang), slack.StyleDanger))
	}
	out = append(out, t.viewButton(ActionView, v.WorkItemURL)...)
	return append(out, t.more(v, item)...)
}

// more is the menu beside the buttons. A person who has lost the item has no access to its details.
func (t cardPainter) more(v approvals.CardView, item ItemRef) []slack.BlockElement {
	if v.Phase == approvals.PhaseForwarded || v.Phase == approvals.PhaseNotYours || v.Show == sensitivity.Notice {
		return nil
	}
	choices := []MenuChoice{MenuDetails}
	if v.Phase == approvals.PhaseOpen {
		choices = append(choices, waysToDecide(v.CommentOnApprove, v.Lines)...)
	}
	if v.Snoozable() == nil {
		choices = append(choices, MenuSnooze)
	}
	return []slack.BlockElement{t.menu(ActionMore, item, choices...)}
}

// waysToDecide are the entries of the menu of an open item that decide it.
func waysToDecide(approveHasForm bool, lines approvals.LineOffer) (ways []MenuChoice) {
	if !approveHasForm && !lines.Only() {
		ways = append(ways, MenuApproveWithComment)
	}
	if lines.Open() {
		ways = append(ways, MenuLines)
	}
	return ways
}

// foot says how many other items wait; nothing when none does.
func (t cardPainter) foot(l *blockList, v approvals.CardView) {
	if v.Waiting < 1 {
		return
	}
	text := words.Waiting(t.lang, v.Waiting)
	if !v.NextDue.IsZero() {
		text += words.NextDue(t.lang) + t.dateToken(v.NextDue, formatDay)
	}
	if v.Snoozed > 0 {
		text += words.SnoozedToo(t.lang, v.Snoozed)
	}
	next := newButton(ActionShowNext, refOf(v).Encode(), words.ShowNext(t.lang), slack.StyleDefault)
	l.section("foot", ownText(text), nil, next)
}
