package approvals

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// Told is how somebody wants to be told of what is new.
type Told string

// The ways to be told. Whatever is chosen, look-ups work and cards that were sent are kept true.
const (
	// ToldCard sends each new item at once.
	ToldCard Told = "card"
	// ToldDigest sends no cards, but one message at the first working hour of each working day.
	ToldDigest Told = "digest"
	// ToldSilent sends nothing unasked.
	ToldSilent Told = "silent"
)

// Hours is a part of every day by the clock on the wall, from its first minute to before its last. From after To goes over
// midnight.
type Hours struct {
	// From and To are since midnight, in whole minutes; To is at most 24h.
	From, To time.Duration
}

// Days are the days of the week, by time.Weekday.
type Days [7]bool

// PersonalSettings is what somebody chose for himself. Its zero value is what everybody begins with.
type PersonalSettings struct {
	// Told is "" for ToldCard.
	Told Told
	// Hours and Days are those in which reminders come, in the person's own zone; zero means as the bot's settings have it.
	Hours Hours
	Days  Days
	// PauseUntil is when reminders come again; zero or past when they are not paused.
	PauseUntil time.Time
}

// Cards reports whether new items are sent as cards.
func (s PersonalSettings) Cards() bool { return s.Told == "" || s.Told == ToldCard }

// ErrBadSettings: settings that nobody can have, such as hours that end when they begin.
var ErrBadSettings = errors.New("settings make no sense")

// check holds the bounds of the table.
func (s PersonalSettings) check() error {
	switch s.Told {
	case "", ToldCard, ToldDigest, ToldSilent:
	default:
		return fmt.Errorf("told %q: %w", s.Told, ErrBadSettings)
	}
	h := s.Hours
	bounded := h.From >= 0 && h.From < 24*time.Hour && h.To >= 0 && h.To <= 24*time.Hour
	if !bounded || (h != Hours{} && h.From == h.To) {
		return fmt.Errorf("hours: %w", ErrBadSettings)
	}
	return nil
}

// Settings reads what somebody chose for himself.
func (d *Desk) Settings(ctx context.Context, identityID string) (PersonalSettings, error) {
	return settingsOf(ctx, db.New(d.pool), identityID)
}

func settingsOf(ctx context.Context, q *db.Queries, identityID string) (PersonalSettings, error) {
	row, err := q.GetPersonSettings(ctx, identityID)
	if errors.Is(err, pgx.ErrNoRows) {
		return PersonalSettings{}, nil
	}
	if err != nil {
		return PersonalSettings{}, fmt.Errorf("read settings of identity %s: %w", identityID, err)
	}
	s := PersonalSettings{Told: Told(row.Told), PauseUntil: timeOf(row.PauseUntil),
		Hours: Hours{From: time.Duration(row.HoursFrom) * time.Minute, To: time.Duration(row.HoursTo) * time.Minute}}
	for day := range s.Days {
		s.Days[day] = row.Days&(1<<day) != 0
	}
	return s, nil
}

// SaveSettings stores what somebody chose for himself. ErrBadSettings: nothing was stored. Cards that are on their way go
// out all the same.
func (d *Desk) SaveSettings(ctx context.Context, p Person, s PersonalSettings) error {
	if err := s.check(); err != nil {
		return err
	}
	if s.Told == "" {
		s.Told = ToldCard
	}
	params := db.SavePersonSettingsParams{IdentityID: p.Identity.ID, Told: string(s.Told), PauseUntil: timePtr(s.PauseUntil),
		HoursFrom: int32(s.Hours.From / time.Minute), HoursTo: int32(s.Hours.To / time.Minute)}
	for day, on := range s.Days {
		if on {
			params.Days |= 1 << day
		}
	}
	return d.inTx(ctx, Lease{}, func(t *deskTx) error {
		if err := t.SavePersonSettings(ctx, params); err != nil {
			return fmt.Errorf("save settings of identity %s: %w", p.Identity.ID, err)
		}
		if err := d.lookSoon(ctx, t, p.Identity.ID); err != nil {
			return err
		}
		return homeSoon(ctx, t, p.Slack.TeamID, p.Slack.ID, fmt.Sprintf("settings %d", d.clock().UnixNano()))
	})
}
