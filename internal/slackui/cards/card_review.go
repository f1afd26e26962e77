package cards

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	// barWidth is how many signs a whole bar has. A bar fits into one line on a phone.
	barWidth   = 10
	barDone    = "▰"
	barLeft    = "▱"
	maxReviews = 140
)

// reviewPainter draws the cards of access reviews.
type reviewPainter struct{ cardPainter }

// reviewCard renders the card of an access review: its name, its progress as a bar and in words, its due date, and a
// link to its page. A review that has ended shows how it ended, and no button. At most 7 blocks.
func (t reviewPainter) reviewCard(v approvals.CardView) Message {
	l := &blockList{version: v.Want}
	name := reviewName(v.Item)
	if folds(v.Phase) {
		head := (&rich{}).text(words.ReviewHeadline(t.lang, name)).line()
		head.elements = append(head.elements, t.status(v).paragraph(t.lang).elements...)
		l.paragraph("outcome", head)
		return Message{Text: t.reviewText(v, t.status(v).sentence), Blocks: l.blocks}
	}
	if v.Batch > 0 {
		l.paragraph("batch", (&rich{}).bold(words.Batch(t.lang, v.Batch)))
	}
	l.header("head", cutText(words.ReviewHeadline(t.lang, name), maxHeader))
	facts := (&rich{}).bold(words.Progress(t.lang) + words.Colon(t.lang) + " ")
	facts.text(progressBar(*v.Review) + " ").bold(words.SayProgress(t.lang, *v.Review))
	t.due(facts, v.Item.Due, v.Now)
	t.unreadDates(facts, v.Item.UnreadDates)
	why := words.Reviewer(t.lang, Untrusted(v.Why.Workgroup, maxName), Untrusted(v.Why.ForwardedBy, maxName))
	facts.fact(t.lang, words.WhyYou(t.lang), why)
	l.paragraph("facts", facts)
	buttons := t.reviewButton(ActionView, v.WorkItemURL, *v.Review)
	if v.Snoozable() == nil {
		buttons = append(buttons, t.menu(ActionMore, refOf(v), MenuSnooze))
	}
	l.actions(menuBlock(refOf(v)), buttons...)
	t.foot(l, v)
	return Message{Text: t.reviewText(v, words.SayProgress(t.lang, *v.Review)), Blocks: l.blocks}
}

func reviewName(w approvals.WorkItem) string { return Untrusted(w.Description, maxReviews) }

// reviewText is the fallback: which review, how far, until when.
func (t reviewPainter) reviewText(v approvals.CardView, stands string) string {
	batch, dueAt := "", ""
	if v.Batch > 0 {
		batch = words.Batch(t.lang, v.Batch)
	}
	if !v.Item.Due.IsZero() && !folds(v.Phase) {
		dueAt = words.Due(t.lang) + " " + words.PlainTime(t.lang, v.Item.Due)
	}
	if dueAt == "" && !folds(v.Phase) {
		dueAt = t.unreadInWords(v.Item.UnreadDates)
	}
	return fallback(batch, words.ReviewHeadline(t.lang, reviewName(v.Item)), stands, dueAt)
}

// progressBar is empty only when nothing is done, and full only when all is.
func progressBar(p approvals.ReviewProgress) string {
	full := 0
	if p.Total > 0 {
		full = max(0, min(p.Done, p.Total)) * barWidth / p.Total
	}
	if full == 0 && p.Done > 0 {
		full = 1
	}
	return strings.Repeat(barDone, full) + strings.Repeat(barLeft, barWidth-full)
}
