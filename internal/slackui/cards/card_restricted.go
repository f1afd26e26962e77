package cards

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

// noticeCard says that something waits, with its number and due date, and links to IdentityIQ.
func (t cardPainter) noticeCard(v approvals.CardView) Message {
	l := &blockList{version: v.Want}
	if v.Batch > 0 {
		l.paragraph("batch", (&rich{}).bold(words.Batch(t.lang, v.Batch)))
	}
	l.header("head", t.headline(v))
	facts := &rich{}
	t.due(facts, v.Item.Due, v.Now)
	t.unreadDates(facts, v.Item.UnreadDates)
	l.paragraph("facts", facts.fact(t.lang, words.WorkItem(t.lang), number(v.Item.Number)))
	l.paragraph("status", t.status(v).paragraph(t.lang))
	buttons := t.viewButton(ActionView, v.WorkItemURL)
	if v.Snoozable() == nil {
		buttons = append(buttons, t.menu(ActionMore, refOf(v), MenuSnooze))
	}
	l.actions(menuBlock(refOf(v)), buttons...)
	t.foot(l, v)
	return Message{Text: t.cardText(v), Blocks: l.blocks}
}

// sentenceCard says nothing of the item, since this card will not follow what becomes of it.
func (t cardPainter) sentenceCard(v approvals.CardView, sign, sentence string) Message {
	l := &blockList{version: v.Want}
	l.section("state", plainText(sign+" "+sentence), nil, nil)
	return Message{Text: fallback(sentence), Blocks: l.blocks}
}

// hiddenCard is the rest of a card whose item must not be shown any more.
func (t cardPainter) hiddenCard(v approvals.CardView) Message {
	l := &blockList{version: v.Want}
	l.section("hidden", plainText(signHidden+" "+words.HiddenItem(t.lang)), nil, nil)
	return Message{Text: fallback(words.HiddenItem(t.lang)), Blocks: l.blocks}
}

// signHidden replaces a hidden value.
const signHidden = approvals.HiddenSign

// hiddenThing replaces what a hidden line is about.
func (t itemPainter) hiddenThing() string { return signHidden + " " + words.Hidden(t.lang) }

// maskedNote says that something is hidden, at the place where it is.
func (t itemPainter) maskedNote(v approvals.CardView) *rich {
	r := &rich{}
	if v.Show == sensitivity.Masked && !folds(v.Phase) {
		r.text(signHidden + " ").bold(words.Masked(t.lang))
	}
	return r
}
