package slackui

import (
	"github.com/iiq-approvals/bot/internal/approvals"
)

// doneAnswer answers what somebody decided lately, newest first, page by page.
func doneAnswer(p approvals.Page, note string) Message {
	l := &blockList{version: p.Now.UnixMilli()}
	if note != "" {
		l.section("note", plainText(note), nil, nil)
	}
	rows := p.Done[:min(len(p.Done), ListRows)]
	if len(rows) == 0 && p.Offset == 0 {
		l.section("empty", plainText(sentenceDoneEmpty), nil, nil)
		return Message{Text: fallback(note, sentenceDoneEmpty), Blocks: l.blocks}
	}
	title := sayListTitle(ListDone, p.Total, 0)
	l.header("title", title)
	l.paragraph("done-list", doneRows(rows))
	paging(l, p, len(rows), PageRef{Kind: ListDone}, ActionPreviousPage, ActionNextPage, ListRows)
	first := ""
	if len(rows) > 0 {
		_, words := sayDone(rows[0].State, rows[0].Verdict)
		first = words + ", " + plainTime(rows[0].At) + ": " + doneWords(rows[0])
	}
	return Message{Text: fallback(note, title, first), Blocks: l.blocks}
}

func doneRows(done []approvals.DoneRow) *rich {
	r := &rich{}
	for _, d := range done {
		sign, words := sayDone(d.State, d.Verdict)
		r.line().text(sign+" ").bold(words).text(", ").moment(d.At, formatTime).text(" · " + doneWords(d))
	}
	return r
}

func doneWords(d approvals.DoneRow) string {
	return sayRow(number(d.Number), "", foreign(d.Target, maxName), foreign(d.What, maxWhat))
}
