package cards

import "github.com/iiq-approvals/bot/internal/approvals"

// painter draws in the language of the reader what everything has: buttons, menus, confirmations, dates. What is drawn with
// it alone needs no painter of its own.
//
//	painter ─┬─ itemPainter ─┬─ cardPainter ── reviewPainter
//	         │               ├─ decisionPainter, detailsPainter
//	         │               ├─ listPainter ─── homePainter, reminderPainter
//	         │               └─ notePainter
//	         ├─ settingsPainter
//	         └─ helpPainter
type painter struct{ lang approvals.Language }

func painterFor(lang approvals.Language) painter { return painter{lang} }

// itemPainter says what a work item asks for and how it stands, in words and in paragraphs, wherever an item is shown.
type itemPainter struct{ painter }

func itemPainterFor(lang approvals.Language) itemPainter { return itemPainter{painterFor(lang)} }
