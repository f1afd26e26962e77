package slackui

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// longestFieldError keeps the ack small: docs/slack-facts.md#acks
const longestFieldError = 400

// membersOnly closes the forms of people of another organisation with their refusal.
func (k *core) membersOnly(handle func(context.Context, *click)) func(context.Context, *click) {
	return func(ctx context.Context, c *click) {
		if k.otherOrganisation(c.in.teamIDs()...) {
			k.closeForm(ctx, c, k.language(ctx, c.in.User.ID), refusalSentence(approvals.RefusedForeign))
			return
		}
		handle(ctx, c)
	}
}

// closeForm acks a submission, and puts one sentence in the form's place.
func (k *core) closeForm(ctx context.Context, c *click, l approvals.Language, say sentence) {
	k.closeWith(ctx, c, cards.SentenceModal(l, say.plain(l)))
}

func (k *core) closeWith(ctx context.Context, c *click, v slack.ModalViewRequest) {
	k.ackWith(ctx, c.env, slack.NewUpdateViewSubmissionResponse(&v), c.log)
}

// closeRefused closes the form with a refusal; false when err is none.
func (k *core) closeRefused(ctx context.Context, c *click, err error) bool {
	refusal, refused := approvals.AsRefusal(err)
	if refused {
		c.log.Info("wish refused", "code", refusal.Code)
		k.closeForm(ctx, c, k.language(ctx, c.in.User.ID), sentence{refusal: refusal})
	}
	return refused
}

// refuseField acks a submission, and leaves the form open with a sentence under one of its fields, so that nothing has to be
// typed twice.
func (k *core) refuseField(ctx context.Context, c *click, block string, say sentence) {
	k.refuseFields(ctx, c, k.language(ctx, c.in.User.ID), map[string]sentence{block: say})
}

func (k *core) refuseFields(ctx context.Context, c *click, l approvals.Language, wrong map[string]sentence) {
	said := make(map[string]string, len(wrong))
	for block, say := range wrong {
		said[block] = shorten.To(longestFieldError, say.plain(l))
	}
	k.ackWith(ctx, c.env, slack.NewErrorsViewSubmissionResponse(said), c.log)
}
