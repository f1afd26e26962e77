package slackui

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// signHidden stands where a value is hidden.
const signHidden = approvals.HiddenSign

// noticeCard says that something waits, its number and until when, and leads to IdentityIQ.
func (t *texts) noticeCard(v approvals.CardView) Message {
	l := &blockList{version: v.Want}
	if v.Batch > 0 {
		l.paragraph("batch", (&rich{}).bold(t.sayBatch(v.Batch)))
	}
	l.header("head", t.headline(v))
	facts := &rich{}
	t.due(facts, v.Item.Due, v.Now)
	l.paragraph("facts", facts.fact(t, t.wordWorkItem, number(v.Item.Number)))
	l.paragraph("status", t.status(v).paragraph(t))
	buttons := t.viewButton(ActionView, v.WorkItemURL)
	if unsnoozable(v) == nil {
		buttons = append(buttons, t.menu(ActionMore, itemOf(v), MenuSnooze))
	}
	l.actions("buttons", buttons...)
	t.foot(l, v)
	return Message{Text: t.cardText(v), Blocks: l.blocks}
}

// hiddenCard is what is left of a card whose item is not to be shown any more.
func (t *texts) hiddenCard(v approvals.CardView) Message {
	l := &blockList{version: v.Want}
	l.section("hidden", plainText(signHidden+" "+t.sentenceHiddenItem), nil, nil)
	return Message{Text: fallback(t.sentenceHiddenItem), Blocks: l.blocks}
}

// maskedNote says that something is missing, where it is.
func (t *texts) maskedNote(v approvals.CardView) *rich {
	r := &rich{}
	if v.Show == sensitivity.Masked && !folds(v.Phase) {
		r.text(signHidden + " ").bold(t.sentenceMasked)
	}
	return r
}

// hiddenThing stands for what a hidden line is about.
func (t *texts) hiddenThing() string { return signHidden + " " + t.wordHidden }

// waitsHeadline is the headline of what nothing else may be told of.
func (t *texts) waitsHeadline(kind approvals.ItemType) string {
	if kind == approvals.TypeApproval {
		return t.sentenceNotice
	}
	return t.sayOtherType(kind, "")
}

// confirm asks back before an approval that has warnings, and where the rules want it; else nil.
func (t *texts) confirm(warnings []approvals.Warning, demanded bool) *slack.ConfirmationBlockObject {
	if len(warnings) > 0 || !demanded {
		return t.confirmWarnings(warnings)
	}
	return slack.NewConfirmationBlockObject(plainText(t.sentenceConfirmRulesTitle), plainText(t.sentenceConfirmRules),
		plainText(t.wordApprove), plainText(t.sentenceConfirmStop))
}
