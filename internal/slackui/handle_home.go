package slackui

import "context"

// homeOpened records that somebody looks at the Home tab; a job publishes it. Doing it twice harms nothing, and what could
// not be recorded is left un-acked, so that Slack delivers it again.
// https://docs.slack.dev/reference/events/app_home_opened
func (r *Router) homeOpened(ctx context.Context, h *happening) {
	user := h.event.user()
	if h.event.Tab != "home" || user == "" || r.foreign(h.team, h.event.Team, h.event.UserTeam) {
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
