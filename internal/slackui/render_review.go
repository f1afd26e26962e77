package slackui

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// barWidth is how many signs a whole bar has: short enough for one line on a phone.
	barWidth   = 10
	barDone    = "▰"
	barLeft    = "▱"
	maxReviews = 140
)

// reviewCard renders the card of an access review: its name, how far it is as a bar and in words, when it is due, and a
// link to its page. When it has ended it says how, and has no button. At most 7 blocks.
func reviewCard(v approvals.CardView) Message {
	l := &blockList{version: v.Want}
	name := reviewName(v.Item)
	if folds(v.Phase) {
		head := (&rich{}).text(sayReviewHeadline(name)).line()
		head.elements = append(head.elements, status(v).paragraph().elements...)
		l.paragraph("outcome", head)
		return Message{Text: reviewText(v, status(v).sentence), Blocks: l.blocks}
	}
	if v.Batch > 0 {
		l.paragraph("batch", (&rich{}).bold(sayBatch(v.Batch)))
	}
	l.header("head", cutText(sayReviewHeadline(name), maxHeader))
	facts := (&rich{}).bold(wordProgress + ": ").text(progressBar(*v.Review) + " ").bold(sayProgress(*v.Review))
	due(facts, v.Item.Due, v.Now)
	facts.fact(wordWhyYou, sayReviewer(foreign(v.Why.Workgroup, maxName), foreign(v.Why.ForwardedBy, maxName)))
	l.paragraph("facts", facts)
	buttons := reviewButton(ActionView, v.WorkItemURL, *v.Review)
	if unsnoozable(v) == nil {
		buttons = append(buttons, menu(ActionMore, itemOf(v), MenuSnooze))
	}
	l.actions("buttons", buttons...)
	foot(l, v)
	return Message{Text: reviewText(v, sayProgress(*v.Review)), Blocks: l.blocks}
}

func reviewName(w approvals.WorkItem) string { return foreign(w.Description, maxReviews) }

// reviewText is the fallback: which review, how far, until when.
func reviewText(v approvals.CardView, stands string) string {
	batch, dueAt := "", ""
	if v.Batch > 0 {
		batch = sayBatch(v.Batch)
	}
	if !v.Item.Due.IsZero() && !folds(v.Phase) {
		dueAt = wordDue + " " + plainTime(v.Item.Due)
	}
	return fallback(batch, sayReviewHeadline(reviewName(v.Item)), stands, dueAt)
}

// reviewButton is a link to the review's page; none when the address is no web address that Slack would take.
func reviewButton(action, address string, p approvals.ReviewProgress) []slack.BlockElement {
	buttons := viewButton(action, address)
	for _, b := range buttons {
		if b, ok := b.(*slack.ButtonBlockElement); ok {
			b.Text = plainText(wordStartReview)
			if p.Done > 0 {
				b.Text = plainText(wordContinueReview)
			}
			b.Style = slack.StylePrimary
		}
	}
	return buttons
}

// progressBar shows nothing as done before something is, and all as done only when all is.
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

// reviewRow is the first line of a review in a list.
func reviewRow(row approvals.Row) string {
	return sayReviewHeadline(foreign(row.What, maxReviews)) + " · " + sayProgressLeft(*row.Review)
}
