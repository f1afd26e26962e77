package slackui

import (
	"context"
	"encoding/json"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// userChanged takes user_change and team_join: what changes in Slack counts at once. Acked after it is stored, so that
// nothing is lost. https://docs.slack.dev/reference/events/user_change
func (r *Router) userChanged(ctx context.Context, h *happening) {
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
	user := slackUser(changed.User, r.Workspace.TeamID, r.clock())
	if err := r.storeUser(work, user, h.env.Retry > 0); err != nil {
		h.log.Error("changed user could not be stored", "slack_user_id", user.ID, "error", err)
		return
	}
	r.ack(ctx, h.env, h.log)
}

// storeUser stores what the event says. An event that comes again may be minutes old and overtaken by a later one: then
// Slack is asked how the user stands now.
func (r *Router) storeUser(ctx context.Context, user approvals.SlackUser, again bool) error {
	if !again {
		return r.People.UserChanged(ctx, user)
	}
	_, err := r.People.Person(ctx, user.ID, 0)
	if _, refused := approvals.AsRefusal(err); refused {
		return nil
	}
	return err
}
