package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// painter draws in the language of the reader what everything has: buttons, menus, confirmations, dates. What is drawn with
// it alone needs no painter of its own.
//
//	painter ─┬─ itemPainter ─┬─ cardPainter ── reviewPainter
//	         │               ├─ contextPainter, decisionPainter, detailsPainter
//	         │               ├─ listPainter ─── homePainter, reminderPainter
//	         │               └─ notePainter
//	         ├─ settingsPainter
//	         └─ helpPainter
type painter struct{ lang approvals.Language }

func painterFor(lang approvals.Language) painter { return painter{lang} }

// itemPainter says what a work item asks for and how it stands, in words and in paragraphs, wherever an item is shown.
type itemPainter struct{ painter }

func itemPainterFor(lang approvals.Language) itemPainter { return itemPainter{painterFor(lang)} }

// modal is a view that is only read.
func (t painter) modal(callback, title string, l *blockList) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, Title: plainText(title), Close: plainText(words.Close(t.lang)),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

// form is a modal that is submitted; private comes back with the submission.
func (t painter) form(callback, private, title, submit string, l *blockList) slack.ModalViewRequest {
	v := t.modal(callback, title, l)
	v.PrivateMetadata, v.Submit, v.Close = private, plainText(submit), plainText(words.Cancel(t.lang))
	return v
}
