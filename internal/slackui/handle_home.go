package slackui

import "context"

// workspaceEvents takes the events that ask nothing.
type workspaceEvents struct{ *core }

// homeOpened records that somebody opened the Home tab; a job publishes it. Recording it twice does no harm. When
// recording fails the event is not acked, so that Slack delivers it again.
// https://docs.slack.dev/reference/events/app_home_opened
func (h workspaceEvents) homeOpened(ctx context.Context, e *eventDelivery) {
	user := e.event.user()
	if e.event.Tab != "home" || user == "" || h.otherOrganisation(e.team, e.event.Team, e.event.UserTeam) {
		h.ack(ctx, e.env, e.log)
		return
	}
	work, cancel := h.within(ctx, e.env, decideBudget)
	defer cancel()
	if err := h.Homes.Opened(work, user); err != nil {
		e.log.Error("opened Home tab could not be recorded", "slack_user_id", user, "error", err)
		return
	}
	h.ack(ctx, e.env, e.log)
}
