package approvals

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// Language is a language that there are texts for, by its two-letter code.
type Language string

// The languages that there are texts for.
const (
	English Language = "en"
	German  Language = "de"
	French  Language = "fr"
	Spanish Language = "es"
)

// Languages lists them all.
func Languages() []Language { return []Language{English, German, French, Spanish} }

// LanguageOf gives the language of a locale such as de-DE or fr_CA; otherwise is for a locale that is unknown or that there
// are no texts for. Slack's locales are IETF language codes: https://docs.slack.dev/reference/objects/user-object
func LanguageOf(locale string, otherwise Language) Language {
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(locale)), "_", "-"), "-")
	if slices.Contains(Languages(), Language(code)) {
		return Language(code)
	}
	if otherwise == "" {
		return English
	}
	return otherwise
}

// LanguageOf gives the language of somebody by his Slack profile, else that of the bot's settings.
func (d *Desk) LanguageOf(u SlackUser) Language { return LanguageOf(u.Locale, d.cfg.Language) }

// languageOfIdentity is LanguageOf for a bound identity; who is not bound gets the language of the bot's settings.
func (d *Desk) languageOfIdentity(ctx context.Context, q *db.Queries, identityID string) (Language, error) {
	locale, err := q.LocaleOfIdentity(ctx, identityID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("read locale of identity %s: %w", identityID, err)
	}
	return LanguageOf(locale, d.cfg.Language), nil
}

// LanguageOfSlackUser gives the language of somebody who may be matched to nobody.
func (d *Desk) LanguageOfSlackUser(ctx context.Context, teamID, slackUserID string) (Language, error) {
	locale, err := db.New(d.pool).LocaleOfSlackUser(ctx, db.LocaleOfSlackUserParams{TeamID: teamID, ID: slackUserID})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return d.cfg.Language, fmt.Errorf("read locale of Slack user %s: %w", slackUserID, err)
	}
	return LanguageOf(locale, d.cfg.Language), nil
}
