package slackui

import (
	"context"
	"log/slog"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// longestComment is the longest comment that IIQ is sent, in characters.
const longestComment = 2000

// openForm opens the modal with the comment, if the item is still open.
func (h decisions) openForm(ctx context.Context, c *click, ref cards.ItemRef, verdict approvals.Verdict) {
	meta := cards.DecideMeta{
		WorkItemID: ref.WorkItemID, CardID: ref.CardID, Verdict: verdict, ChannelID: c.in.channel(),
		MessageTS: c.in.Container.MessageTS, ResponseURL: c.in.ResponseURL, FromHome: c.in.onHome(),
		Shown: c.in.Message.Text,
	}
	draw := func(v approvals.CardView, _ approvals.Person) (slack.ModalViewRequest, error) {
		private := meta
		if v.Show != "" {
			// The message's text may be older than the rules that hide it now, so it is not sent to Slack again.
			private.Shown = ""
		}
		return cards.DecideModal(v, verdict, private), v.Decidable()
	}
	h.openModal(ctx, c, modal{draw: h.aboutItem(ref, draw), unopened: func(err error) {
		h.refusedClick(ctx, c, meta.Click(c.env.ID), err)
		if meta.FromHome {
			h.putHomeRight(ctx, c, err)
		}
	}})
}

// submitted takes the decide modal's submission.
func (h decisions) submitted(ctx context.Context, c *click) {
	meta, err := cards.ParseDecideMeta(c.in.View.PrivateMetadata)
	if err != nil {
		c.log.Error("submission could not be read", "error", err)
		h.refuseField(ctx, c, cards.BlockComment, sentence{text: words.NothingRecorded})
		return
	}
	c.log = c.log.With("work_item_id", meta.WorkItemID)
	if h.otherOrganisation(c.in.teamIDs()...) {
		h.refuseField(ctx, c, cards.BlockComment, refusalSentence(approvals.RefusedForeign))
		h.refusedClick(ctx, c, meta.Click(c.env.ID), approvals.Refuse(approvals.RefusedForeign))
		return
	}
	comment := c.in.View.typed(cards.BlockComment, cards.ActionComment)
	if utf8.RuneCountInString(comment) > longestComment {
		h.refuseField(ctx, c, cards.BlockComment, sentence{text: words.CommentTooLong})
		return
	}
	decision := meta.Click(c.env.ID)
	decision.Comment = comment
	receipt, err := h.commit(ctx, c, decision)
	if err != nil {
		h.refuseField(ctx, c, cards.BlockComment, fieldError(err, c.log))
		if meta.FromHome {
			h.putHomeRight(ctx, c, err)
		}
		return
	}
	h.ack(ctx, c.env, c.log)
	c.log.Info("decision recorded here", "decision_id", receipt.DecisionID, "repeated", receipt.Repeated)
}

func fieldError(err error, log *slog.Logger) sentence {
	if refusal, ok := approvals.AsRefusal(err); ok && refusal.Code == approvals.RefusedNoComment {
		return sentence{text: words.ReasonNeeded}
	}
	return notRecorded(err, log)
}
