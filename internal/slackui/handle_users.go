package slackui

import (
	"context"
	"encoding/json"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// userChanged takes user_change and team_join, so that a change in Slack counts at once. It acks after storing, so
// that nothing is lost. https://docs.slack.dev/reference/events/user_change
func (r *Router) userChanged(ctx context.Context, h *eventDelivery) {
	var changed struct {
		User slack.User `json:"user"`
	}
	if err := json.Unmarshal(h.raw, &changed); err != nil || changed.User.ID == "" {
		h.log.Warn("changed user could not be read", "error", err)
		r.ack(ctx, h.env, h.log)
		return
	}
	work, cancel := r.within(ctx, h.env, decideBudget)
	defer cancel()
	user := webapi.SlackUser(changed.User, r.Workspace.TeamID, r.clock())
	if h.env.Retry > 0 {
		// The event may be minutes old and overtaken by a later one, so it proves nobody's standing. A lost standing counts
		// all the same.
		user.CheckedAt = h.at
	}
	if err := r.People.UserChanged(work, user); err != nil {
		h.log.Error("changed user could not be stored", "slack_user_id", user.ID, "error", err)
		return
	}
	r.ack(ctx, h.env, h.log)
}
