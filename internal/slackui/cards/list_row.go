package cards

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

func (t listPainter) rowText(row approvals.Row) *slack.TextBlockObject {
	return plainText(t.rowWords(row))
}

func (t listPainter) rowWords(row approvals.Row) string {
	switch {
	case row.Show == sensitivity.Notice:
		return answers.Row(t.lang, number(row.Number), "", "", t.waitsHeadline(row.Type))
	case row.Review != nil:
		return t.reviewRow(row)
	}
	return answers.Row(t.lang, number(row.Number), Untrusted(row.Requester, maxName), Untrusted(row.Target, maxName),
		t.whatIsAsked(row.What, row.Lines, row.Show))
}

// reviewRow is the first line of a review in a list.
func (t listPainter) reviewRow(row approvals.Row) string {
	return words.ReviewHeadline(t.lang, Untrusted(row.What, maxReviews)) + " · " + words.ProgressLeft(t.lang, *row.Review)
}

// rowFields are our own words beneath a row: due, priority, warnings, state.
func (t listPainter) rowFields(row approvals.Row, p approvals.Page) []*slack.TextBlockObject {
	var fields []*slack.TextBlockObject
	if !row.Due.IsZero() {
		text := words.Due(t.lang) + " " + t.dateToken(row.Due, formatTime)
		if row.Due.Before(p.Now) {
			text += " " + words.SignOverdue + " " + words.Overdue(t.lang)
		}
		fields = append(fields, ownText(text))
	}
	if unread := t.unreadInWords(row.UnreadDates); unread != "" {
		fields = append(fields, plainText(unread))
	}
	if level := priority(row.Level); level != "" {
		fields = append(fields, plainText(words.Priority(t.lang)+" "+level))
	}
	for _, w := range row.Warnings {
		if sign, word := words.Warning(t.lang, w); w != approvals.WarnOverdue {
			fields = append(fields, plainText(sign+" "+word))
		}
	}
	fields = append(fields, t.rowFacts(row)...)
	if !row.SnoozedUntil.IsZero() {
		fields = append(fields, ownText(words.SignSnoozed+" "+words.SnoozedUntil(t.lang)+" "+t.dateToken(row.SnoozedUntil, formatTime)))
	}
	if s := t.rowStatus(row, p); s != "" {
		fields = append(fields, plainText(s))
	}
	return fields[:min(len(fields), 10)]
}

// rowFacts are when the access of the first line begins and ends, which lines are decided, and how many comments there are. The
// comments themselves are on the card.
func (t listPainter) rowFacts(row approvals.Row) []*slack.TextBlockObject {
	var fields []*slack.TextBlockObject
	var dates []string
	if !row.Start.IsZero() {
		dates = append(dates, words.From(t.lang)+" "+t.dateToken(row.Start, formatTime))
	}
	if !row.End.IsZero() {
		dates = append(dates, words.Until(t.lang)+" "+t.dateToken(row.End, formatTime))
	}
	if len(dates) > 0 {
		fields = append(fields, ownText(strings.Join(dates, " ")))
	}
	if row.Decided > 0 {
		fields = append(fields, plainText(words.LinesDecided(t.lang, row.Decided, row.Lines)))
	}
	if row.Comments > 0 {
		fields = append(fields, plainText(words.Comments(t.lang)+words.Colon(t.lang)+" "+strconv.Itoa(row.Comments)))
	}
	return fields
}

func (t listPainter) rowStatus(row approvals.Row, p approvals.Page) string {
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
