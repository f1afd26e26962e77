package webapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Workspace asks Slack whose app the bot token belongs to, and which scopes it has. auth.test does not return the
// app's id, so AppID stays "". https://docs.slack.dev/reference/methods/auth.test
func (a *Client) Workspace(ctx context.Context) (ws approvals.Workspace, scopes []string, err error) {
	var header http.Header
	client := a.slackClient(slack.OptionOnResponseHeaders(func(_ string, h http.Header) { header = h }))
	err = a.call(ctx, "auth.test", func(ctx context.Context) error {
		who, err := client.AuthTestContext(ctx)
		if err == nil {
			ws = approvals.Workspace{
				TeamID: who.TeamID, EnterpriseID: who.EnterpriseID, BotUserID: who.UserID, BotID: who.BotID, URL: who.URL,
			}
		}
		return err
	})
	if err == nil && ws.TeamID == "" {
		err = fmt.Errorf("ask for workspace: no team came: %w", approvals.ErrUnclear)
	}
	for _, s := range strings.Split(header.Get("X-OAuth-Scopes"), ",") {
		if s = strings.TrimSpace(s); s != "" {
			scopes = append(scopes, s)
		}
	}
	return ws, scopes, err
}

// CheckAppToken asks for a connection's address and does not use it: nil means that Socket Mode works. ErrAuth:
// the app token is at fault. https://docs.slack.dev/reference/methods/apps.connections.open
func (a *Client) CheckAppToken(ctx context.Context) error {
	return a.call(ctx, "apps.connections.open", func(ctx context.Context) error {
		_, _, err := a.client.StartSocketModeContext(ctx)
		return err
	})
}
