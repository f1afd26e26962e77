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
	meta := metaOf(c, ref)
	meta.Verdict = verdict
	draw := func(v approvals.CardView, _ approvals.Person) (slack.ModalViewRequest, error) {
		private := meta
		if v.Show != "" {
			// The message's text may be older than the rules that hide it now, so it is not sent to Slack again.
			private.Shown = ""
		}
		return cards.DecideModal(v, verdict, private), v.DecidableWhole()
	}
	h.openModal(ctx, c, modal{draw: h.aboutItem(ref, draw), unopened: func(err error) {
		h.refusedClick(ctx, c, meta.Click(c.env.ID), err)
		if meta.FromHome {
			h.putHomeRight(ctx, c, err)
		}
	}})
}

// metaOf is what a form carries of the click that opened it.
func metaOf(c *click, ref cards.ItemRef) cards.DecideMeta {
	return cards.DecideMeta{
		WorkItemID: ref.WorkItemID, CardID: ref.CardID, ChannelID: c.in.channel(), MessageTS: c.in.Container.MessageTS,
		ResponseURL: c.in.ResponseURL, FromHome: c.in.onHome(), Shown: c.in.Message.Text,
	}
}

// submitted takes the submission of a form that decides.
func (h decisions) submitted(ctx context.Context, c *click) {
	if meta, err := cards.ParseLinesMeta(c.in.View.PrivateMetadata); err == nil {
		lineForms{h.core, h}.submitted(ctx, c, meta)
		return
	}
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
	comment, ok := h.commentTyped(ctx, c)
	if !ok {
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

// commentTyped gives the comment of a form, and refuses one that is too long.
func (h decisions) commentTyped(ctx context.Context, c *click) (comment string, ok bool) {
	comment = c.in.View.typed(cards.BlockComment, cards.ActionComment)
	if utf8.RuneCountInString(comment) > longestComment {
		h.refuseField(ctx, c, cards.BlockComment, sentence{text: words.CommentTooLong})
		return "", false
	}
	return comment, true
}

func fieldError(err error, log *slog.Logger) sentence {
	if refusal, ok := approvals.AsRefusal(err); ok && refusal.Code == approvals.RefusedNoComment {
		return sentence{text: words.ReasonNeeded}
	}
	return notRecorded(err, log)
}
