package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// LanguageOf gives somebody's language by their Slack profile, else that of the bot's settings.
func (d People) LanguageOf(u approvals.SlackUser) approvals.Language {
	return approvals.LanguageOf(u.Locale, d.cfg.Language)
}

// languageOfIdentity is LanguageOf for a bound identity. An identity that is not bound gets the language of the bot's
// settings.
func (d People) languageOfIdentity(ctx context.Context, q *db.Queries, identityID string) (approvals.Language, error) {
	locale, err := q.LocaleOfIdentity(ctx, identityID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("read locale of identity %s: %w", identityID, err)
	}
	return approvals.LanguageOf(locale, d.cfg.Language), nil
}

// LanguageOfSlackUser gives the language of a Slack user who may have no identity.
func (d People) LanguageOfSlackUser(ctx context.Context, teamID, slackUserID string) (approvals.Language, error) {
	locale, err := db.New(d.pool).LocaleOfSlackUser(ctx, db.LocaleOfSlackUserParams{TeamID: teamID, ID: slackUserID})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return d.cfg.Language, fmt.Errorf("read locale of Slack user %s: %w", slackUserID, err)
	}
	return approvals.LanguageOf(locale, d.cfg.Language), nil
}
