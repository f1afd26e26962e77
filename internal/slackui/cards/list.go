package cards

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// ListRows is how many items an answer shows. A longer page is cut to it; Next page leads to the rest.
const ListRows = 5

// listPainter draws lists of items, and the rows of the Home tab and of reminders.
type listPainter struct{ itemPainter }

// ListAnswer answers "what waits for me". Its rows have a button Open and no way to decide, since an old private
// answer cannot be corrected: docs/slack-facts.md#private-answers
func ListAnswer(p approvals.Page, kind answers.ListKind) Message {
	return Answer(p, PageRef{Kind: kind}, "")
}

// Answer is ListAnswer for any list, narrowed down by words or not. Its paging buttons carry the question. note, a
// sentence of the catalogue or "", comes first.
func Answer(p approvals.Page, asked PageRef, note string) Message {
	t := listPainter{itemPainterFor(p.Language)}
	if asked.Kind == answers.ListDone {
		return t.doneAnswer(p, note)
	}
	l := &blockList{version: p.Now.UnixMilli()}
	if note != "" {
		l.section("note", plainText(note), nil, nil)
	}
	rows := p.Rows[:min(len(p.Rows), ListRows)]
	if len(rows) == 0 && p.Offset == 0 {
		return t.emptyList(l, p, asked.Kind, note)
	}
	title := answers.ListTitle(t.lang, asked.Kind, p.Total, p.Overdue)
	if asked.Text != "" {
		title = answers.Found(t.lang, asked.Kind, p.Total, Untrusted(asked.Text, MaxTyped))
	}
	l.header("title", title)
	t.stale(l, p)
	for i, row := range rows {
		open := newButton(ActionOpen, ItemRef{WorkItemID: row.WorkItemID}.Encode(), words.Open(t.lang), slack.StyleDefault)
		l.section("row-"+strconv.Itoa(i), t.rowText(row), t.rowFields(row, p), open)
	}
	t.paging(l, p, len(rows), asked, ActionPreviousPage, ActionNextPage, ListRows)
	if asked.Kind == answers.ListPending && asked.Text == "" {
		t.several(l, p, ActionSeveral)
	}
	first := ""
	if len(rows) > 0 {
		first = t.rowWords(rows[0])
	}
	return Message{Text: fallback(note, title, first), Blocks: l.blocks}
}

func (t listPainter) emptyList(l *blockList, p approvals.Page, kind answers.ListKind, note string) Message {
	text := answers.SayListEmpty(t.lang, kind)
	if p.AsOf.IsZero() {
		text = answers.ListNeverRead(t.lang)
	}
	l.section("empty", plainText(text), nil, nil)
	t.stale(l, p)
	return Message{Text: fallback(note, text), Blocks: l.blocks}
}

// stale says how old the answer is when IIQ has not answered for a while.
func (t listPainter) stale(l *blockList, p approvals.Page) {
	if p.Stale && !p.AsOf.IsZero() {
		l.ownContext("fresh", words.SignWarning+" "+answers.Stale(t.lang)+" "+t.dateToken(p.AsOf, formatTime)+".")
	}
}

// several leads to the form of several approvals, where there is one.
func (t listPainter) several(l *blockList, p approvals.Page, action string) {
	if p.Several {
		l.actions("several", newButton(action, "", words.ApproveSeveral(t.lang), slack.StyleDefault))
	}
}

// paging says which part is shown and leads to the others; nothing when all is shown.
func (t listPainter) paging(l *blockList, p approvals.Page, shown int, asked PageRef, previous, next string, size int) {
	if p.Offset == 0 && shown >= p.Total {
		return
	}
	l.context("range", answers.Range(t.lang, min(p.Offset+1, p.Total), p.Offset+shown, p.Total))
	var out []slack.BlockElement
	if p.Offset > 0 {
		to := PageRef{Kind: asked.Kind, Offset: max(0, min(p.Offset, p.Total)-size), Text: asked.Text}.Encode()
		out = append(out, newButton(previous, to, words.PreviousPage(t.lang), slack.StyleDefault))
	}
	if p.Offset+shown < p.Total {
		to := PageRef{Kind: asked.Kind, Offset: p.Offset + shown, Text: asked.Text}.Encode()
		out = append(out, newButton(next, to, words.NextPage(t.lang), slack.StyleDefault))
	}
	l.actions("pages", out...)
}
