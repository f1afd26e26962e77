package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/reminders"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Settings reads what somebody chose for themselves.
func (d People) Settings(ctx context.Context, identityID string) (approvals.PersonalSettings, error) {
	return settingsOf(ctx, db.New(d.pool), identityID)
}

func settingsOf(ctx context.Context, q *db.Queries, identityID string) (approvals.PersonalSettings, error) {
	row, err := q.GetPersonSettings(ctx, identityID)
	if errors.Is(err, pgx.ErrNoRows) {
		return approvals.PersonalSettings{}, nil
	}
	if err != nil {
		return approvals.PersonalSettings{}, fmt.Errorf("read settings of identity %s: %w", identityID, err)
	}
	s := approvals.PersonalSettings{Delivery: approvals.Delivery(row.Told), PauseUntil: stored.TimeOf(row.PauseUntil),
		Hours: approvals.Hours{From: time.Duration(row.HoursFrom) * time.Minute, To: time.Duration(row.HoursTo) * time.Minute}}
	for day := range s.Days {
		s.Days[day] = row.Days&(1<<day) != 0
	}
	return s, nil
}

// SaveSettings stores what somebody chose for themselves. ErrBadSettings: nothing was stored. Cards that are on their
// way still go out.
func (d People) SaveSettings(ctx context.Context, p approvals.Person, s approvals.PersonalSettings) error {
	if err := s.Check(); err != nil {
		return err
	}
	if s.Delivery == "" {
		s.Delivery = approvals.DeliveryCard
	}
	params := db.SavePersonSettingsParams{IdentityID: p.Identity.ID, Told: string(s.Delivery), PauseUntil: stored.TimePtr(s.PauseUntil),
		HoursFrom: int32(s.Hours.From / time.Minute), HoursTo: int32(s.Hours.To / time.Minute)}
	for day, on := range s.Days {
		if on {
			params.Days |= 1 << day
		}
	}
	return d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		if err := t.SavePersonSettings(ctx, params); err != nil {
			return fmt.Errorf("save settings of identity %s: %w", p.Identity.ID, err)
		}
		if err := reminders.LookSoon(ctx, t, d.clock(), p.Identity.ID); err != nil {
			return err
		}
		return tx.HomeSoon(ctx, t, p.Slack.TeamID, p.Slack.ID, fmt.Sprintf("settings %d", d.clock().UnixNano()))
	})
}

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

// ApproversOfOpenItems lists up to limit identities, by id after afterID, who may decide an open item or review.
func (d People) ApproversOfOpenItems(ctx context.Context, afterID string, limit int) ([]string, error) {
	ids, err := db.New(d.pool).ApproversOfOpenItems(ctx, db.ApproversOfOpenItemsParams{AfterID: afterID, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list approvers of open items: %w", err)
	}
	return ids, nil
}
