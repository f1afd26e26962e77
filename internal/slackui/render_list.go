package slackui

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// ListKind says which list an answer shows.
type ListKind string

// The lists that can be asked for.
const (
	ListPending ListKind = "pending"
	ListOverdue ListKind = "overdue"
)

func (k ListKind) known() bool { return k == ListPending || k == ListOverdue }

// ListRows is how many items an answer shows; a page with more rows is cut to it, and Next page leads on to the rest.
const ListRows = 5

const maxWhat = 200

// ListAnswer answers "what waits for me". Its rows have a button Open and nothing to decide, since an old private
// answer cannot be put right.
func ListAnswer(p approvals.Page, kind ListKind) Message {
	l := &blockList{version: p.Now.UnixMilli()}
	rows := p.Rows[:min(len(p.Rows), ListRows)]
	if len(rows) == 0 && p.Offset == 0 {
		return emptyList(l, p, kind)
	}
	title := sayListTitle(kind, p.Total, p.Overdue)
	l.header("title", title)
	stale(l, p)
	for i, row := range rows {
		open := newButton(ActionOpen, ItemRef{WorkItemID: row.WorkItemID}.Encode(), wordOpen, slack.StyleDefault)
		l.section("row-"+strconv.Itoa(i), rowText(row), rowFields(row, p), open)
	}
	paging(l, p, len(rows), kind, ActionPreviousPage, ActionNextPage, ListRows)
	first := ""
	if len(rows) > 0 {
		first = rowWords(rows[0])
	}
	return Message{Text: fallback(title, first), Blocks: l.blocks}
}

func emptyList(l *blockList, p approvals.Page, kind ListKind) Message {
	text := sayListEmpty(kind)
	if p.AsOf.IsZero() {
		text = sentenceListNeverRead
	}
	l.section("empty", plainText(text), nil, nil)
	stale(l, p)
	return Message{Text: fallback(text), Blocks: l.blocks}
}

// stale says how old the answer is, when IIQ has not answered for a while.
func stale(l *blockList, p approvals.Page) {
	if p.Stale && !p.AsOf.IsZero() {
		l.ownContext("fresh", signWarning+" "+sayStale()+" "+dateToken(p.AsOf, formatTime)+".")
	}
}

func rowText(row approvals.Row) *slack.TextBlockObject { return plainText(rowWords(row)) }

func rowWords(row approvals.Row) string {
	return sayRow(number(row.Number), foreign(row.Requester, maxName), foreign(row.Target, maxName), foreign(row.What, maxWhat))
}

// rowFields are words of our own beneath a row: due, priority, warnings, where it stands.
func rowFields(row approvals.Row, p approvals.Page) []*slack.TextBlockObject {
	var fields []*slack.TextBlockObject
	if !row.Due.IsZero() {
		text := wordDue + " " + dateToken(row.Due, formatTime)
		if row.Due.Before(p.Now) {
			text += " " + signOverdue + " " + wordOverdue
		}
		fields = append(fields, ownText(text))
	}
	if level := priority(row.Level); level != "" {
		fields = append(fields, plainText(wordPriority+" "+level))
	}
	for _, w := range row.Warnings {
		if sign, word := sayWarning(w); w != approvals.WarnOverdue {
			fields = append(fields, plainText(sign+" "+word))
		}
	}
	if s := rowStatus(row, p); s != "" {
		fields = append(fields, plainText(s))
	}
	return fields[:min(len(fields), 10)]
}

func rowStatus(row approvals.Row, p approvals.Page) string {
	switch row.Phase {
	case approvals.PhaseRecording:
		return signWaiting + " " + recordingSentence(approvals.CardView{Viewer: p.Viewer, Decision: row.Decision})
	case approvals.PhaseLinkOnly:
		return signLink + " " + sayLinkOnly(row.LinkOnly)
	case approvals.PhaseNotRecorded:
		return signFailed + " " + sentenceNotRecorded
	}
	return ""
}

// paging tells which part is shown and leads to the others; nothing when all is shown.
func paging(l *blockList, p approvals.Page, shown int, kind ListKind, previous, next string, size int) {
	if p.Offset == 0 && shown >= p.Total {
		return
	}
	l.context("range", sayRange(min(p.Offset+1, p.Total), p.Offset+shown, p.Total))
	var out []slack.BlockElement
	if p.Offset > 0 {
		to := PageRef{Kind: kind, Offset: max(0, min(p.Offset, p.Total)-size)}.Encode()
		out = append(out, newButton(previous, to, wordPreviousPage, slack.StyleDefault))
	}
	if p.Offset+shown < p.Total {
		to := PageRef{Kind: kind, Offset: p.Offset + shown}.Encode()
		out = append(out, newButton(next, to, wordNextPage, slack.StyleDefault))
	}
	l.actions("pages", out...)
}
