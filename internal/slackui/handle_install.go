package slackui

import "context"

// The bot cannot undo an uninstallation or a revoked token. It can only log them.

// uninstalled: https://docs.slack.dev/reference/events/app_uninstalled
func (h workspaceEvents) uninstalled(ctx context.Context, e *eventDelivery) {
	e.log.Error("the Slack app was uninstalled from the workspace; nobody can decide in Slack until it is installed again")
	h.ack(ctx, e.env, e.log)
}

// tokensRevoked: https://docs.slack.dev/reference/events/tokens_revoked
func (h workspaceEvents) tokensRevoked(ctx context.Context, e *eventDelivery) {
	e.log.Error("Slack revoked tokens of the app; set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to new ones")
	h.ack(ctx, e.env, e.log)
}
