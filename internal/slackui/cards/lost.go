package cards

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

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
