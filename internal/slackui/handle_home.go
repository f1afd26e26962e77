package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// homeOpened records that somebody opened the Home tab; a job publishes it. Recording it twice does no harm. When
// recording fails the event is not acked, so that Slack delivers it again.
// https://docs.slack.dev/reference/events/app_home_opened
func (r *Router) homeOpened(ctx context.Context, h *eventDelivery) {
	user := h.event.user()
	if h.event.Tab != "home" || user == "" || r.otherOrganisation(h.team, h.event.Team, h.event.UserTeam) {
		r.ack(ctx, h.env, h.log)
		return
	}
	work, cancel := r.within(ctx, h.env, decideBudget)
	defer cancel()
	if err := r.Homes.Opened(work, user); err != nil {
		h.log.Error("opened Home tab could not be recorded", "slack_user_id", user, "error", err)
		return
	}
	r.ack(ctx, h.env, h.log)
}

// putHomeRight asks for a fresh Home tab after a click there was refused, since the tab then showed something
// outdated.
func (r *Router) putHomeRight(ctx context.Context, c *click, refused error) {
	if _, ok := approvals.AsRefusal(refused); !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellBudget)
	defer cancel()
	if err := r.Homes.Opened(ctx, c.in.User.ID); err != nil {
		c.log.Warn("Home tab could not be put right", "error", err)
	}
}
