package cards

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// reminderPainter draws reminders.
type reminderPainter struct{ listPainter }

// Reminder lists in one message what waits for somebody, the most urgent first, each with a button Open. At most 10
// blocks.
func Reminder(v approvals.ReminderView) Message {
	t := reminderPainter{listPainter{itemPainterFor(v.Language)}}
	l := &blockList{version: v.Now.UnixMilli()}
	title := words.Reminder(t.lang, v.Total, v.Overdue)
	l.header("title", title)
	page := approvals.Page{Viewer: v.Viewer, Now: v.Now}
	rows := v.Rows[:min(len(v.Rows), approvals.ReminderRows)]
	for i, row := range rows {
		if i == 1 {
			t.othersWaiting(l, v, row)
		}
		open := newButton(ActionOpen, ItemRef{WorkItemID: row.WorkItemID}.Encode(), words.Open(t.lang), slack.StyleDefault)
		l.section("row-"+strconv.Itoa(i), t.rowText(row), t.rowFields(row, page), open)
	}
	if further := v.Total - len(rows); further > 0 {
		l.context("further", words.Further(t.lang, further))
	}
	l.actions("next", newButton(ActionShowFirst, "", words.ShowNext(t.lang), slack.StylePrimary))
	return Message{Text: t.reminderText(title, rows), Blocks: l.blocks}
}

// othersWaiting separates the most urgent item from the others.
func (t reminderPainter) othersWaiting(l *blockList, v approvals.ReminderView, next approvals.Row) {
	text := words.Waiting(t.lang, v.Total-1)
	if !next.Due.IsZero() {
		text += words.NextDue(t.lang) + t.dateToken(next.Due, formatDay)
	}
	if v.Snoozed > 0 {
		text += words.SnoozedToo(t.lang, v.Snoozed)
	}
	l.divider("line")
	l.section("others", ownText(text), nil, nil)
}

func (t reminderPainter) reminderText(title string, rows []approvals.Row) string {
	if len(rows) == 0 {
		return fallback(title)
	}
	dueAt := ""
	if !rows[0].Due.IsZero() {
		dueAt = words.Due(t.lang) + " " + words.PlainTime(t.lang, rows[0].Due)
	}
	return fallback(title, t.rowWords(rows[0]), dueAt)
}

// FoldedReminder is a reminder without its buttons, after a later one has come, or after its reader has lost the identity that it is
// about.
func FoldedReminder(f approvals.FoldReminder) Message {
	t := painterFor(f.Language)
	if f.Unlinked {
		text := words.NotYours(t.lang)
		l := &blockList{version: f.At.UnixMilli()}
		l.ownContext("folded", text)
		return Message{Text: fallback(text), Blocks: l.blocks}
	}
	text := words.FoldedReminder(t.lang, f.Waiting)
	l := &blockList{version: f.At.UnixMilli()}
	l.ownContext("folded", text+" "+t.dateToken(f.At, formatTime)+".")
	return Message{Text: fallback(text + " " + words.PlainTime(t.lang, f.At)), Blocks: l.blocks}
}
