package slackui

import (
	"github.com/iiq-approvals/bot/internal/approvals"
)

// doneAnswer answers what somebody decided lately, newest first, page by page.
func (t *texts) doneAnswer(p approvals.Page, note string) Message {
	l := &blockList{version: p.Now.UnixMilli()}
	if note != "" {
		l.section("note", plainText(note), nil, nil)
	}
	rows := p.Done[:min(len(p.Done), ListRows)]
	if len(rows) == 0 && p.Offset == 0 {
		l.section("empty", plainText(t.sentenceDoneEmpty), nil, nil)
		return Message{Text: fallback(note, t.sentenceDoneEmpty), Blocks: l.blocks}
	}
	title := t.sayListTitle(ListDone, p.Total, 0)
	l.header("title", title)
	l.paragraph("done-list", t.doneRows(rows))
	t.paging(l, p, len(rows), PageRef{Kind: ListDone}, ActionPreviousPage, ActionNextPage, ListRows)
	first := ""
	if len(rows) > 0 {
		_, words := t.doneState(rows[0])
		first = words + ", " + t.plainTime(rows[0].At) + t.wordColon + " " + t.doneWords(rows[0])
	}
	return Message{Text: fallback(note, title, first), Blocks: l.blocks}
}

func (t *texts) doneRows(done []approvals.DoneRow) *rich {
	r := &rich{}
	for _, d := range done {
		sign, words := t.doneState(d)
		r.line().text(sign+" ").bold(words).text(", ").moment(t, d.At, formatTime).text(" · " + t.doneWords(d))
	}
	return r
}

func (t *texts) doneWords(d approvals.DoneRow) string {
	return t.sayRow(number(d.Number), "", foreign(d.Target, maxName), t.whatIsAsked(d.What, d.Lines, d.Show))
}

// doneState says how a decision stands; one of 0.1.0 on an entity that IIQ has taken kept or revoked.
func (t *texts) doneState(d approvals.DoneRow) (sign, words string) {
	switch {
	case d.Unheard:
		return signClosed, t.sentenceCompleted
	case !d.Entity || d.State != approvals.DecisionRecorded:
		return t.sayDone(d.State, d.Verdict)
	case d.Verdict == approvals.Approve:
		return signApproved, t.wordKept
	}
	return signDenied, t.wordRevoked
}
