package slackui

import "context"

// The bot cannot undo an uninstallation or a revoked token. It can only log them.

// uninstalled: https://docs.slack.dev/reference/events/app_uninstalled
func (r *Router) uninstalled(ctx context.Context, h *eventDelivery) {
	h.log.Error("the Slack app was uninstalled from the workspace; nobody can decide in Slack until it is installed again")
	r.ack(ctx, h.env, h.log)
}

// tokensRevoked: https://docs.slack.dev/reference/events/tokens_revoked
func (r *Router) tokensRevoked(ctx context.Context, h *eventDelivery) {
	h.log.Error("Slack revoked tokens of the app; set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to new ones")
	r.ack(ctx, h.env, h.log)
}
