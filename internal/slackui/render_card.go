package slackui

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Card renders a card in any phase. At most 12 blocks, and under 8,000 characters in all, whatever IIQ tells; what is
// cut here stands whole in DetailsModal.
func Card(v approvals.CardView) Message {
	if v.Review != nil {
		return reviewCard(v)
	}
	if folds(v.Phase) {
		return foldedCard(v)
	}
	l := &blockList{version: v.Want}
	if v.Batch > 0 {
		l.paragraph("batch", (&rich{}).bold(sayBatch(v.Batch)))
	}
	l.header("head", headline(v))
	l.paragraph("facts", facts(v))
	l.rich("lines", lineList(v)...)
	l.rich("reason", justification(v.Item.Justification)...)
	l.paragraph("warnings", warnings(v))
	l.paragraph("status", status(v).paragraph())
	l.actions("buttons", buttons(v)...)
	foot(l, v)
	return Message{Text: cardText(v), Blocks: l.blocks}
}

// folds reports whether a card in this phase is over, and shrinks to a few lines.
func folds(p approvals.Phase) bool {
	switch p {
	case approvals.PhaseEnded, approvals.PhaseForwarded, approvals.PhaseNotYours:
		return true
	}
	return false
}

// cardText is the fallback: what is asked, by whom, for whom, where it stands.
func cardText(v approvals.CardView) string {
	batch, forWhom, dueAt := "", "", ""
	if v.Batch > 0 {
		batch = sayBatch(v.Batch)
	}
	if name := targetName(v); name != "" && sameRef(v.Item.Requester, v.Item.Target) {
		forWhom = wordFor + " " + name
	}
	if !v.Item.Due.IsZero() && !folds(v.Phase) {
		dueAt = wordDue + " " + plainTime(v.Item.Due)
	}
	return fallback(batch, status(v).sentence, headline(v), cutText(linesInWords(v.Item.Lines, 3), 300), forWhom, dueAt,
		wordWorkItem+" "+number(v.Item.Number))
}

func buttons(v approvals.CardView) []slack.BlockElement {
	item := itemOf(v)
	var out []slack.BlockElement
	if v.Phase == approvals.PhaseOpen {
		approve := newButton(ActionApprove, item.Encode(), wordApprove, slack.StylePrimary)
		if !v.CommentOnApprove {
			approve.Confirm = ConfirmFor(v)
		}
		out = append(out, approve, newButton(ActionDeny, item.Encode(), wordDeny, slack.StyleDanger))
	}
	out = append(out, viewButton(ActionView, v.WorkItemURL)...)
	return append(out, more(v, item)...)
}

func itemOf(v approvals.CardView) ItemRef {
	return ItemRef{WorkItemID: v.Item.ID, CardID: v.CardID}
}

// more is the menu beside the buttons. Who has lost the item has lost its details too.
func more(v approvals.CardView, item ItemRef) []slack.BlockElement {
	switch {
	case v.Phase == approvals.PhaseForwarded || v.Phase == approvals.PhaseNotYours:
		return nil
	case v.Phase == approvals.PhaseOpen && !v.CommentOnApprove:
		return []slack.BlockElement{menu(ActionMore, item, MenuDetails, MenuApproveWithComment, MenuSnooze)}
	case unsnoozable(v) == nil:
		return []slack.BlockElement{menu(ActionMore, item, MenuDetails, MenuSnooze)}
	}
	return []slack.BlockElement{menu(ActionMore, item, MenuDetails)}
}

// ConfirmFor asks back before an approval that has warnings, and names them; nil when there are none.
func ConfirmFor(v approvals.CardView) *slack.ConfirmationBlockObject {
	return confirmWarnings(v.Warnings())
}

func confirmWarnings(all []approvals.Warning) *slack.ConfirmationBlockObject {
	if len(all) == 0 {
		return nil
	}
	named := make([]string, 0, len(all))
	for _, w := range all {
		sign, word := sayWarning(w)
		named = append(named, sign+" "+word)
	}
	text := plainText(cutText(sayConfirm(named), maxConfirmText))
	return slack.NewConfirmationBlockObject(plainText(sentenceConfirmTitle), text, plainText(wordApprove), plainText(sentenceConfirmStop))
}

// foot tells how many others wait; nothing when none does.
func foot(l *blockList, v approvals.CardView) {
	if v.Waiting < 1 {
		return
	}
	text := sayWaiting(v.Waiting)
	if !v.NextDue.IsZero() {
		text += sayNextDue() + dateToken(v.NextDue, formatDay)
	}
	if v.Snoozed > 0 {
		text += saySnoozedToo(v.Snoozed)
	}
	next := newButton(ActionShowNext, itemOf(v).Encode(), wordShowNext, slack.StyleDefault)
	l.section("foot", ownText(text), nil, next)
}
