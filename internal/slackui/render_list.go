package slackui

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// ListKind says which list an answer shows.
type ListKind string

// The lists that can be asked for.
const (
	ListPending ListKind = "pending"
	ListOverdue ListKind = "overdue"
	ListSnoozed ListKind = "snoozed"
	ListReviews ListKind = "reviews"
	// ListRequests has access requests alone, ListDone what the asker decided himself.
	ListRequests ListKind = "requests"
	ListDone     ListKind = "done"
)

func (k ListKind) known() bool {
	switch k {
	case ListPending, ListOverdue, ListSnoozed, ListReviews, ListRequests, ListDone:
		return true
	}
	return false
}

// ListRows is how many items an answer shows; a page with more rows is cut to it, and Next page leads on to the rest.
const ListRows = 5

const maxWhat = 200

// ListAnswer answers "what waits for me". Its rows have a button Open and nothing to decide, since an old private
// answer cannot be put right.
func ListAnswer(p approvals.Page, kind ListKind) Message { return Answer(p, PageRef{Kind: kind}, "") }

// Answer is ListAnswer for any list, also one that words have narrowed down: its paging buttons carry the question. note, a
// sentence of the catalogue or "", stands before all.
func Answer(p approvals.Page, asked PageRef, note string) Message {
	t := speak(p.Language)
	if asked.Kind == ListDone {
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
	title := t.sayListTitle(asked.Kind, p.Total, p.Overdue)
	if asked.Text != "" {
		title = t.sayFound(asked.Kind, p.Total, foreign(asked.Text, maxTyped))
	}
	l.header("title", title)
	t.stale(l, p)
	for i, row := range rows {
		open := newButton(ActionOpen, ItemRef{WorkItemID: row.WorkItemID}.Encode(), t.wordOpen, slack.StyleDefault)
		l.section("row-"+strconv.Itoa(i), t.rowText(row), t.rowFields(row, p), open)
	}
	t.paging(l, p, len(rows), asked, ActionPreviousPage, ActionNextPage, ListRows)
	first := ""
	if len(rows) > 0 {
		first = t.rowWords(rows[0])
	}
	return Message{Text: fallback(note, title, first), Blocks: l.blocks}
}

func (t *texts) emptyList(l *blockList, p approvals.Page, kind ListKind, note string) Message {
	text := t.sayListEmpty(kind)
	if p.AsOf.IsZero() {
		text = t.sentenceListNeverRead
	}
	l.section("empty", plainText(text), nil, nil)
	t.stale(l, p)
	return Message{Text: fallback(note, text), Blocks: l.blocks}
}

// stale says how old the answer is, when IIQ has not answered for a while.
func (t *texts) stale(l *blockList, p approvals.Page) {
	if p.Stale && !p.AsOf.IsZero() {
		l.ownContext("fresh", signWarning+" "+t.sayStale()+" "+t.dateToken(p.AsOf, formatTime)+".")
	}
}

func (t *texts) rowText(row approvals.Row) *slack.TextBlockObject { return plainText(t.rowWords(row)) }

func (t *texts) rowWords(row approvals.Row) string {
	switch {
	case row.Show == sensitivity.Notice:
		return t.sayRow(number(row.Number), "", "", t.waitsHeadline(row.Type))
	case row.Review != nil:
		return t.reviewRow(row)
	}
	return t.sayRow(number(row.Number), foreign(row.Requester, maxName), foreign(row.Target, maxName), t.whatIsAsked(row.What, row.Lines, row.Show))
}

// whatIsAsked names the first line of an item, and how many more there are.
func (t *texts) whatIsAsked(first string, lines int, show sensitivity.Show) string {
	if show == sensitivity.Masked {
		first = strings.Replace(first, signHidden, t.hiddenThing(), 1)
	}
	what := foreign(first, maxWhat)
	if lines > 1 && what != "" {
		what += " " + t.sayMore(lines-1)
	}
	return what
}

// rowFields are words of our own beneath a row: due, priority, warnings, where it stands.
func (t *texts) rowFields(row approvals.Row, p approvals.Page) []*slack.TextBlockObject {
	var fields []*slack.TextBlockObject
	if !row.Due.IsZero() {
		text := t.wordDue + " " + t.dateToken(row.Due, formatTime)
		if row.Due.Before(p.Now) {
			text += " " + signOverdue + " " + t.wordOverdue
		}
		fields = append(fields, ownText(text))
	}
	if level := priority(row.Level); level != "" {
		fields = append(fields, plainText(t.wordPriority+" "+level))
	}
	for _, w := range row.Warnings {
		if sign, word := t.sayWarning(w); w != approvals.WarnOverdue {
			fields = append(fields, plainText(sign+" "+word))
		}
	}
	if !row.SnoozedUntil.IsZero() {
		fields = append(fields, ownText(signSnoozed+" "+t.wordSnoozedUntil+" "+t.dateToken(row.SnoozedUntil, formatTime)))
	}
	if s := t.rowStatus(row, p); s != "" {
		fields = append(fields, plainText(s))
	}
	return fields[:min(len(fields), 10)]
}

func (t *texts) rowStatus(row approvals.Row, p approvals.Page) string {
	switch row.Phase {
	case approvals.PhaseRecording:
		return signWaiting + " " + t.recordingSentence(approvals.CardView{Viewer: p.Viewer, Decision: row.Decision})
	case approvals.PhaseLinkOnly:
		if row.Review != nil {
			return ""
		}
		return signLink + " " + t.sayLinkOnly(row.LinkOnly, row.Type)
	case approvals.PhaseNotRecorded:
		return signFailed + " " + t.sentenceNotRecorded
	}
	return ""
}

// paging tells which part is shown and leads to the others; nothing when all is shown.
func (t *texts) paging(l *blockList, p approvals.Page, shown int, asked PageRef, previous, next string, size int) {
	if p.Offset == 0 && shown >= p.Total {
		return
	}
	l.context("range", t.sayRange(min(p.Offset+1, p.Total), p.Offset+shown, p.Total))
	var out []slack.BlockElement
	if p.Offset > 0 {
		to := PageRef{Kind: asked.Kind, Offset: max(0, min(p.Offset, p.Total)-size), Text: asked.Text}.Encode()
		out = append(out, newButton(previous, to, t.wordPreviousPage, slack.StyleDefault))
	}
	if p.Offset+shown < p.Total {
		to := PageRef{Kind: asked.Kind, Offset: p.Offset + shown, Text: asked.Text}.Encode()
		out = append(out, newButton(next, to, t.wordNextPage, slack.StyleDefault))
	}
	l.actions("pages", out...)
}
