package slackui

import (
	"context"
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// longestComment is the longest comment that IIQ is sent, in characters.
const longestComment = 2000

// decideSubmitted takes the decide modal's submission.
func (r *Router) decideSubmitted(ctx context.Context, c *click) {
	meta, err := cards.ParseDecideMeta(c.in.View.PrivateMetadata)
	if err != nil {
		c.log.Error("submission could not be read", "error", err)
		r.refuseField(ctx, c, cards.BlockComment, sentence{text: words.NothingRecorded})
		return
	}
	c.log = c.log.With("work_item_id", meta.WorkItemID)
	if r.otherOrganisation(c.in.teamIDs()...) {
		r.refuseField(ctx, c, cards.BlockComment, refusalSentence(approvals.RefusedForeign))
		r.refusedClick(ctx, c, meta.Click(c.env.ID), approvals.Refuse(approvals.RefusedForeign))
		return
	}
	comment := strings.TrimSpace(c.in.View.field(cards.BlockComment, cards.ActionComment).Value)
	if utf8.RuneCountInString(comment) > longestComment {
		r.refuseField(ctx, c, cards.BlockComment, sentence{text: words.CommentTooLong})
		return
	}
	decision := meta.Click(c.env.ID)
	decision.Comment = comment
	receipt, err := r.commit(ctx, c, decision)
	if err != nil {
		r.refuseField(ctx, c, cards.BlockComment, fieldError(err, c.log))
		if meta.FromHome {
			r.putHomeRight(ctx, c, err)
		}
		return
	}
	r.ack(ctx, c.env, c.log)
	c.log.Info("decision recorded here", "decision_id", receipt.DecisionID, "repeated", receipt.Repeated)
}

func fieldError(err error, log *slog.Logger) sentence {
	if refusal, ok := approvals.AsRefusal(err); ok && refusal.Code == approvals.RefusedNoComment {
		return sentence{text: words.ReasonNeeded}
	}
	return notRecorded(err, log)
}
