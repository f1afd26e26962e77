package slackui

import (
	"context"
	"encoding/json"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// userChanged takes user_change and team_join, so that a change in Slack counts at once. It acks after storing, so
// that nothing is lost. https://docs.slack.dev/reference/events/user_change
func (h workspaceEvents) userChanged(ctx context.Context, e *eventDelivery) {
	var changed struct {
		User slack.User `json:"user"`
	}
	if err := json.Unmarshal(e.raw, &changed); err != nil || changed.User.ID == "" {
		e.log.Warn("changed user could not be read", "error", err)
		h.ack(ctx, e.env, e.log)
		return
	}
	work, cancel := h.within(ctx, e.env, decideBudget)
	defer cancel()
	user := webapi.SlackUser(changed.User, h.Workspace.TeamID, h.dated())
	if e.env.Retry > 0 {
		// The event may be minutes old and overtaken by a later one, so it proves nobody's standing. A lost standing counts
		// all the same.
		user.CheckedAt = e.at
	}
	if err := h.People.UserChanged(work, user); err != nil {
		e.log.Error("changed user could not be stored", "slack_user_id", user.ID, "error", err)
		return
	}
	h.ack(ctx, e.env, e.log)
}
