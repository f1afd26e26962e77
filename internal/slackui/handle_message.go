package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/query"
)

// message serves words in a direct message. Slack also delivers our own messages here. They are dropped, like
// everything that is not a person's plain message. https://docs.slack.dev/reference/events/message.im
func (r *Router) message(ctx context.Context, h *eventDelivery) {
	if h.event.ChannelType != "im" || !r.written(h) {
		r.ack(ctx, h.env, h.log)
		return
	}
	r.converse(ctx, h, askedIn{user: h.event.user(), channel: h.event.Channel, direct: true})
}

// mention serves words after a mention in a channel; only the asker sees the answer.
// https://docs.slack.dev/reference/events/app_mention
func (r *Router) mention(ctx context.Context, h *eventDelivery) {
	if !r.written(h) {
		r.ack(ctx, h.env, h.log)
		return
	}
	r.converse(ctx, h, askedIn{user: h.event.user(), channel: h.event.Channel})
}

// written reports whether a person, not an app, wrote this as a new message.
func (r *Router) written(h *eventDelivery) bool {
	user := h.event.user()
	return h.event.BotID == "" && h.event.SubType == "" && user != "" && user != r.Workspace.BotUserID
}

func (r *Router) converse(ctx context.Context, h *eventDelivery, at askedIn) {
	log := h.log.With("slack_user_id", at.user)
	first, ok := r.first(ctx, h.id, log)
	if !ok {
		// The event is not acked, so that Slack delivers it again; the database may answer by then.
		return
	}
	r.ack(ctx, h.env, log)
	at.language = r.language(ctx, at.user)
	switch {
	case !first:
		log.Info("event was delivered again")
	case r.otherOrganisation(h.team, h.event.Team, h.event.UserTeam):
		r.answer(ctx, at, refusalSentence(approvals.RefusedForeign).message(at.language), log)
	default:
		r.serve(ctx, at, query.Parse(h.event.Text), log)
	}
}
