package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/query"
)

// message serves words in a direct message. Slack also delivers our own messages here. They are dropped, like
// everything that is not a person's plain message. https://docs.slack.dev/reference/events/message.im
func (h questions) message(ctx context.Context, e *eventDelivery) {
	if e.event.ChannelType != "im" || !h.written(e) {
		h.ack(ctx, e.env, e.log)
		return
	}
	h.converse(ctx, e, askedIn{user: e.event.user(), channel: e.event.Channel, direct: true})
}

// mention serves words after a mention in a channel; only the asker sees the answer.
// https://docs.slack.dev/reference/events/app_mention
func (h questions) mention(ctx context.Context, e *eventDelivery) {
	if !h.written(e) {
		h.ack(ctx, e.env, e.log)
		return
	}
	h.converse(ctx, e, askedIn{user: e.event.user(), channel: e.event.Channel})
}

// written reports whether a person, not an app, wrote this as a new message.
func (h questions) written(e *eventDelivery) bool {
	user := e.event.user()
	return e.event.BotID == "" && e.event.SubType == "" && user != "" && user != h.Workspace.BotUserID
}

func (h questions) converse(ctx context.Context, e *eventDelivery, at askedIn) {
	log := e.log.With("slack_user_id", at.user)
	first, ok := h.first(ctx, e.id, log)
	if !ok {
		// The event is not acked, so that Slack delivers it again; the database may answer by then.
		return
	}
	h.ack(ctx, e.env, log)
	at.language = h.language(ctx, at.user)
	switch {
	case !first:
		log.Info("event was delivered again")
	case h.otherOrganisation(e.team, e.event.Team, e.event.UserTeam):
		h.answer(ctx, at, refusalSentence(approvals.RefusedForeign).message(at.language), log)
	default:
		h.serve(ctx, at, query.Parse(e.event.Text), log)
	}
}
