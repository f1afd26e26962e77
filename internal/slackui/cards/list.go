package cards

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

// ListRows is how many items an answer shows. A longer page is cut to it; Next page leads to the rest.
const ListRows = 5

const maxWhat = 200

// ListAnswer answers "what waits for me". Its rows have a button Open and no way to decide, since an old private
// answer cannot be corrected: docs/slack-facts.md#private-answers
func ListAnswer(p approvals.Page, kind words.ListKind) Message {
	return Answer(p, PageRef{Kind: kind}, "")
}

// Answer is ListAnswer for any list, narrowed down by words or not. Its paging buttons carry the question. note, a
// sentence of the catalogue or "", comes first.
func Answer(p approvals.Page, asked PageRef, note string) Message {
	t := painterFor(p.Language)
	if asked.Kind == words.ListDone {
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
	title := words.ListTitle(t.lang, asked.Kind, p.Total, p.Overdue)
	if asked.Text != "" {
		title = words.Found(t.lang, asked.Kind, p.Total, Untrusted(asked.Text, MaxTyped))
	}
	l.header("title", title)
	t.stale(l, p)
	for i, row := range rows {
		open := newButton(ActionOpen, ItemRef{WorkItemID: row.WorkItemID}.Encode(), words.Open(t.lang), slack.StyleDefault)
		l.section("row-"+strconv.Itoa(i), t.rowText(row), t.rowFields(row, p), open)
	}
	t.paging(l, p, len(rows), asked, ActionPreviousPage, ActionNextPage, ListRows)
	first := ""
	if len(rows) > 0 {
		first = t.rowWords(rows[0])
	}
	return Message{Text: fallback(note, title, first), Blocks: l.blocks}
}

func (t painter) emptyList(l *blockList, p approvals.Page, kind words.ListKind, note string) Message {
	text := words.SayListEmpty(t.lang, kind)
	if p.AsOf.IsZero() {
		text = words.ListNeverRead(t.lang)
	}
	l.section("empty", plainText(text), nil, nil)
	t.stale(l, p)
	return Message{Text: fallback(note, text), Blocks: l.blocks}
}

// stale says how old the answer is when IIQ has not answered for a while.
func (t painter) stale(l *blockList, p approvals.Page) {
	if p.Stale && !p.AsOf.IsZero() {
		l.ownContext("fresh", words.SignWarning+" "+words.Stale(t.lang)+" "+t.dateToken(p.AsOf, formatTime)+".")
	}
}

func (t painter) rowText(row approvals.Row) *slack.TextBlockObject { return plainText(t.rowWords(row)) }

func (t painter) rowWords(row approvals.Row) string {
	switch {
	case row.Show == sensitivity.Notice:
		return words.Row(t.lang, number(row.Number), "", "", t.waitsHeadline(row.Type))
	case row.Review != nil:
		return t.reviewRow(row)
	}
	return words.Row(t.lang, number(row.Number), Untrusted(row.Requester, maxName), Untrusted(row.Target, maxName), t.whatIsAsked(row.What, row.Lines, row.Show))
}

// whatIsAsked names the first line of an item, and how many more there are.
func (t painter) whatIsAsked(first string, lines int, show sensitivity.Show) string {
	if show == sensitivity.Masked {
		first = strings.Replace(first, signHidden, t.hiddenThing(), 1)
	}
	what := Untrusted(first, maxWhat)
	if lines > 1 && what != "" {
		what += " " + words.More(t.lang, lines-1)
	}
	return what
}

// rowFields are our own words beneath a row: due, priority, warnings, state.
func (t painter) rowFields(row approvals.Row, p approvals.Page) []*slack.TextBlockObject {
	var fields []*slack.TextBlockObject
	if !row.Due.IsZero() {
		text := words.Due(t.lang) + " " + t.dateToken(row.Due, formatTime)
		if row.Due.Before(p.Now) {
			text += " " + words.SignOverdue + " " + words.Overdue(t.lang)
		}
		fields = append(fields, ownText(text))
	}
	if level := priority(row.Level); level != "" {
		fields = append(fields, plainText(words.Priority(t.lang)+" "+level))
	}
	for _, w := range row.Warnings {
		if sign, word := words.Warning(t.lang, w); w != approvals.WarnOverdue {
			fields = append(fields, plainText(sign+" "+word))
		}
	}
	if !row.SnoozedUntil.IsZero() {
		fields = append(fields, ownText(words.SignSnoozed+" "+words.SnoozedUntil(t.lang)+" "+t.dateToken(row.SnoozedUntil, formatTime)))
	}
	if s := t.rowStatus(row, p); s != "" {
		fields = append(fields, plainText(s))
	}
	return fields[:min(len(fields), 10)]
}

func (t painter) rowStatus(row approvals.Row, p approvals.Page) string {
	switch row.Phase {
	case approvals.PhaseRecording:
		return words.SignWaiting + " " + t.recordingSentence(approvals.CardView{Viewer: p.Viewer, Decision: row.Decision})
	case approvals.PhaseLinkOnly:
		if row.Review != nil {
			return ""
		}
		return words.SignLink + " " + words.LinkOnly(t.lang, row.LinkOnly, row.Type)
	case approvals.PhaseNotRecorded:
		return words.SignFailed + " " + words.NotRecorded(t.lang)
	}
	return ""
}

// paging says which part is shown and leads to the others; nothing when all is shown.
func (t painter) paging(l *blockList, p approvals.Page, shown int, asked PageRef, previous, next string, size int) {
	if p.Offset == 0 && shown >= p.Total {
		return
	}
	l.context("range", words.Range(t.lang, min(p.Offset+1, p.Total), p.Offset+shown, p.Total))
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
