package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

// signHidden replaces a hidden value.
const signHidden = approvals.HiddenSign

// noticeCard says that something waits, with its number and due date, and links to IdentityIQ.
func (t painter) noticeCard(v approvals.CardView) Message {
	l := &blockList{version: v.Want}
	if v.Batch > 0 {
		l.paragraph("batch", (&rich{}).bold(words.Batch(t.lang, v.Batch)))
	}
	l.header("head", t.headline(v))
	facts := &rich{}
	t.due(facts, v.Item.Due, v.Now)
	l.paragraph("facts", facts.fact(t, words.WorkItem(t.lang), number(v.Item.Number)))
	l.paragraph("status", t.status(v).paragraph(t))
	buttons := t.viewButton(ActionView, v.WorkItemURL)
	if v.Snoozable() == nil {
		buttons = append(buttons, t.menu(ActionMore, refOf(v), MenuSnooze))
	}
	l.actions("buttons", buttons...)
	t.foot(l, v)
	return Message{Text: t.cardText(v), Blocks: l.blocks}
}

// hiddenCard is the rest of a card whose item must not be shown any more.
func (t painter) hiddenCard(v approvals.CardView) Message {
	l := &blockList{version: v.Want}
	l.section("hidden", plainText(signHidden+" "+words.HiddenItem(t.lang)), nil, nil)
	return Message{Text: fallback(words.HiddenItem(t.lang)), Blocks: l.blocks}
}

// maskedNote says that something is hidden, at the place where it is.
func (t painter) maskedNote(v approvals.CardView) *rich {
	r := &rich{}
	if v.Show == sensitivity.Masked && !folds(v.Phase) {
		r.text(signHidden + " ").bold(words.Masked(t.lang))
	}
	return r
}

// hiddenThing replaces what a hidden line is about.
func (t painter) hiddenThing() string { return signHidden + " " + words.Hidden(t.lang) }

// waitsHeadline is the headline of an item of which nothing else may be shown.
func (t painter) waitsHeadline(kind approvals.ItemType) string {
	if kind == approvals.TypeApproval {
		return words.Notice(t.lang)
	}
	return words.OtherType(t.lang, kind, "")
}

// confirm asks for a confirmation of an approval that has warnings, or where the rules demand one; else nil.
func (t painter) confirm(warnings []approvals.Warning, demanded bool) *slack.ConfirmationBlockObject {
	if len(warnings) > 0 || !demanded {
		return t.confirmWarnings(warnings)
	}
	return slack.NewConfirmationBlockObject(plainText(words.ConfirmRulesTitle(t.lang)), plainText(words.ConfirmRules(t.lang)),
		plainText(words.Approve(t.lang)), plainText(words.ConfirmStop(t.lang)))
}
