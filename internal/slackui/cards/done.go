package cards

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// doneAnswer lists what somebody decided lately, newest first, page by page.
func (t listPainter) doneAnswer(p approvals.Page, note string) Message {
	l := &blockList{version: p.Now.UnixMilli()}
	if note != "" {
		l.section("note", plainText(note), nil, nil)
	}
	rows := p.Done[:min(len(p.Done), ListRows)]
	if len(rows) == 0 && p.Offset == 0 {
		l.section("empty", plainText(answers.DoneEmpty(t.lang)), nil, nil)
		return Message{Text: fallback(note, answers.DoneEmpty(t.lang)), Blocks: l.blocks}
	}
	title := answers.ListTitle(t.lang, answers.ListDone, p.Total, 0)
	l.header("title", title)
	l.paragraph("done-list", t.doneRows(rows))
	t.paging(l, p, len(rows), PageRef{Kind: answers.ListDone}, ActionPreviousPage, ActionNextPage, ListRows)
	first := ""
	if len(rows) > 0 {
		_, said := t.doneState(rows[0])
		first = said + ", " + words.PlainTime(t.lang, rows[0].At) + words.Colon(t.lang) + " " + t.doneWords(rows[0])
	}
	return Message{Text: fallback(note, title, first), Blocks: l.blocks}
}

func (t listPainter) doneRows(done []approvals.DoneRow) *rich {
	r := &rich{}
	for _, d := range done {
		sign, said := t.doneState(d)
		r.line().text(sign+" ").bold(said).text(", ").moment(t.lang, d.At, formatTime).text(" · " + t.doneWords(d))
	}
	return r
}

func (t listPainter) doneWords(d approvals.DoneRow) string {
	return answers.Row(t.lang, number(d.Number), "", Untrusted(d.Target, maxName), t.whatIsAsked(d.What, d.Lines, d.Show))
}

// doneState says how a decision ended. A decision of 0.1.0 on an entity that IIQ has taken reads kept or revoked.
func (t listPainter) doneState(d approvals.DoneRow) (sign, said string) {
	switch {
	case d.Unheard:
		return words.SignClosed, words.Completed(t.lang)
	case d.State == approvals.DecisionRecorded && d.Approved > 0 && d.Denied > 0:
		return words.SignMixed, words.Mixed(t.lang, "", d.Approved, d.Denied, true)
	case !d.Entity || d.State != approvals.DecisionRecorded:
		return answers.Done(t.lang, d.State, d.Verdict)
	case d.Verdict == approvals.Approve:
		return words.SignApproved, words.Kept(t.lang)
	}
	return words.SignDenied, words.Revoked(t.lang)
}
