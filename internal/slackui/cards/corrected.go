package cards

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

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
