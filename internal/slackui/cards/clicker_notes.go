package cards

import (
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// GivenUpNote tells an approver that their decision was not recorded after all the tries. The view is that of the
// card, trouble what was wrong with IIQ at the end.
func GivenUpNote(v approvals.CardView, trouble approvals.IIQTrouble) Message {
	t := notePainterFor(v.Language)
	verdict := approvals.Approve
	var clicked time.Time
	if v.Decision != nil {
		verdict, clicked = v.Decision.Verdict, v.Decision.ClickedAt
	}
	l := &blockList{version: v.Want}
	text := strings.TrimSpace(words.GivenUp(t.lang, verdict, t.headline(v)) + " " +
		words.TroubleBefore(t.lang, trouble.Kind, t.iiqSays(trouble)))
	said := (&rich{}).text(words.SignFailed + " ").text(text)
	if !clicked.IsZero() {
		said.line().text(words.ClickedAt(t.lang)).moment(t.lang, clicked, formatTime)
	}
	l.paragraph("note", said)
	l.context("about", t.about(v))
	l.actions("buttons", t.viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(text, words.WorkItem(t.lang)+" "+number(v.Item.Number)), Blocks: l.blocks}
}

// CorrectedNote tells an approver how a decision of theirs ended in truth, of which they had been told otherwise. The view
// is that of the card.
func CorrectedNote(e approvals.ClickerNotice, v approvals.CardView) Message {
	t := notePainterFor(e.Language)
	why := Sentence(e.Language, e.Refusal)
	l := &blockList{version: v.Want}
	l.paragraph("note", (&rich{}).bold(why).line().text(words.Corrected(t.lang)))
	l.context("about", t.about(v))
	l.actions("buttons", t.viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(why, words.Corrected(t.lang), words.WorkItem(t.lang)+" "+number(v.Item.Number)), Blocks: l.blocks}
}

// LostNote tells an approver that their decision was not sent, or nobody can say that it was, since the database lost a part of its
// content. The view is that of the card.
func LostNote(e approvals.ClickerNotice, v approvals.CardView) Message {
	t := notePainterFor(e.Language)
	why, head := Sentence(e.Language, e.Refusal), t.headline(v)
	l := &blockList{version: v.Want}
	l.paragraph("note", (&rich{}).text(words.SignFailed+" ").bold(head).line().text(why))
	l.context("about", t.about(v))
	l.actions("buttons", t.viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(head, why, words.WorkItem(t.lang)+" "+number(v.Item.Number)), Blocks: l.blocks}
}
