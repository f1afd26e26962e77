package slackui

import (
	"context"
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// longestComment is the longest comment that IIQ is sent, in characters.
const longestComment = 2000

// longestFieldError keeps the ack small: docs/slack-facts.md#acks
const longestFieldError = 400

// submitted passes a form to its handler. Other views have nothing to submit.
func (r *Router) submitted(ctx context.Context, c *click) {
	if c.in.View == nil {
		c.in.View = &wireView{}
	}
	foreign := r.foreign(c.in.teamIDs()...)
	switch form := c.in.View.CallbackID; {
	case form == cards.CallbackDecide:
		r.decideSubmitted(ctx, c)
	case form == callbackEntity:
		r.retiredSubmission(ctx, c)
	case foreign && (form == cards.CallbackSnooze || form == cards.CallbackSettings):
		r.ackWith(ctx, c.env, closing(r.language(ctx, c.in.User.ID), refusalSentence(approvals.RefusedForeign)), c.log)
	case form == cards.CallbackSnooze:
		r.snoozed(ctx, c)
	case form == cards.CallbackSettings:
		r.settingsSubmitted(ctx, c)
	default:
		c.log.Info("submission of no use here")
		r.ack(ctx, c.env, c.log)
	}
}

// decideSubmitted takes the decide modal's submission.
func (r *Router) decideSubmitted(ctx context.Context, c *click) {
	meta, err := cards.ParseDecideMeta(c.in.View.PrivateMetadata)
	if err != nil {
		c.log.Error("submission could not be read", "error", err)
		r.refill(ctx, c, sentence{text: words.NothingRecorded})
		return
	}
	c.log = c.log.With("work_item_id", meta.WorkItemID)
	if r.foreign(c.in.teamIDs()...) {
		r.refill(ctx, c, refusalSentence(approvals.RefusedForeign))
		r.refusedClick(ctx, c, meta.Click(c.env.ID), approvals.Refuse(approvals.RefusedForeign))
		return
	}
	comment := strings.TrimSpace(c.in.View.State.Values[cards.BlockComment][cards.ActionComment].Value)
	if utf8.RuneCountInString(comment) > longestComment {
		r.refill(ctx, c, sentence{text: words.CommentTooLong})
		return
	}
	wish := meta.Click(c.env.ID)
	wish.Comment = comment
	receipt, err := r.commit(ctx, c, wish)
	if err != nil {
		r.refill(ctx, c, fieldError(err, c.log))
		if meta.FromHome {
			r.putHomeRight(ctx, c, err)
		}
		return
	}
	r.ack(ctx, c.env, c.log)
	c.log.Info("decision recorded here", "decision_id", receipt.DecisionID, "repeated", receipt.Repeated)
}

// refill leaves the modal open with a sentence under its field, so that nothing has to be typed twice.
func (r *Router) refill(ctx context.Context, c *click, say sentence) {
	sentence := say.plain(r.language(ctx, c.in.User.ID))
	if runes := []rune(sentence); len(runes) > longestFieldError {
		sentence = string(runes[:longestFieldError-1]) + "…"
	}
	r.ackWith(ctx, c.env, slack.NewErrorsViewSubmissionResponse(map[string]string{cards.BlockComment: sentence}), c.log)
}

func fieldError(err error, log *slog.Logger) sentence {
	if refusal, ok := approvals.AsRefusal(err); ok && refusal.Code == approvals.RefusedNoComment {
		return sentence{text: words.ReasonNeeded}
	}
	return notRecorded(err, log)
}
