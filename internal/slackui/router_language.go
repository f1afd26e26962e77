package slackui

import (
	"context"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// languageBudget bounds the wait for the language of an answer.
const languageBudget = 300 * time.Millisecond

// languageOf is the language of a person who was looked up.
func (r *Router) languageOf(p approvals.Person) approvals.Language {
	return approvals.LanguageOf(p.Slack.Locale, r.Language)
}

// language is that of any Slack user by our tables; without an answer in time, the language of the settings.
func (r *Router) language(ctx context.Context, slackUserID string) approvals.Language {
	if r.Languages == nil {
		return approvals.LanguageOf("", r.Language)
	}
	ctx, cancel := context.WithTimeout(ctx, languageBudget)
	defer cancel()
	l, err := r.Languages.LanguageOfSlackUser(ctx, r.Workspace.TeamID, slackUserID)
	if err != nil {
		r.log.Debug("language could not be read", "slack_user_id", slackUserID, "error", err)
		return approvals.LanguageOf("", r.Language)
	}
	return l
}
