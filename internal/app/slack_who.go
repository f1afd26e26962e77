package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// whoAmI asks auth.test until Slack answers.
func whoAmI(ctx context.Context, api *webapi.Client, needed []string, logger *slog.Logger) (approvals.Workspace, error) {
	for try := int32(1); ; try++ {
		ws, scopes, err := api.Workspace(ctx)
		if err == nil {
			for _, missing := range missingScopes(needed, scopes) {
				logger.Error("the Slack app lacks a scope of manifest.yml; reinstall it from the manifest", "scope", missing)
			}
			return ws, nil
		}
		if errors.Is(err, webapi.ErrAuth) {
			return ws, fmt.Errorf("SLACK_BOT_TOKEN is refused by Slack: %w", err)
		}
		logger.Warn("Slack does not say who we are; asked again", "error", err)
		select {
		case <-ctx.Done():
			return ws, fmt.Errorf("ask Slack who we are: %w", ctx.Err())
		case <-time.After(schedule.Backoff(try)):
		}
	}
}

// missingScopes names the needed scopes that the token lacks. When Slack names no scopes, all count as granted.
func missingScopes(needed, has []string) []string {
	if len(has) == 0 {
		return nil
	}
	var missing []string
	for _, s := range needed {
		if !slices.Contains(has, s) {
			missing = append(missing, s)
		}
	}
	return missing
}
