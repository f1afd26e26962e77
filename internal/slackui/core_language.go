package slackui

import (
	"context"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// languageBudget bounds the wait for the language of an answer.
const languageBudget = 300 * time.Millisecond

// languageOf is the language of a person who was looked up.
func (k *core) languageOf(p approvals.Person) approvals.Language {
	return approvals.LanguageOf(p.Slack.Locale, k.Language)
}

// language is that of any Slack user by our tables; without an answer in time, the language of the settings.
func (k *core) language(ctx context.Context, slackUserID string) approvals.Language {
	if k.Languages == nil {
		return approvals.LanguageOf("", k.Language)
	}
	ctx, cancel := context.WithTimeout(ctx, languageBudget)
	defer cancel()
	l, err := k.Languages.LanguageOfSlackUser(ctx, k.Workspace.TeamID, slackUserID)
	if err != nil {
		k.log.Debug("language could not be read", "slack_user_id", slackUserID, "error", err)
		return approvals.LanguageOf("", k.Language)
	}
	return l
}
