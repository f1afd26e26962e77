package approvals

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// Trouble is what those who look after the bot should know: numbers and names of rounds, never of items or people.
type Trouble struct {
	// GivenUp counts decisions given up since the last look.
	GivenUp int
	newest  time.Time
	// Failing are rounds that have failed for over five minutes, with since when and the last error.
	Failing []FailingRound
	// Missing are kinds of things that IIQ's answers lack, and that are not believed to be gone.
	Missing []MissingFigure
}

// FailingRound is a scheduled round that does not get through.
type FailingRound struct {
	Name      string
	Since     time.Time
	LastError string
}

const (
	noticeGivenUp = "given_up"
	noticeMissing = "missing "
)

// LookForTrouble gathers what is wrong now and was not told yet.
func (d *Desk) LookForTrouble(ctx context.Context) (Trouble, error) {
	q := db.New(d.pool)
	var t Trouble
	last, err := q.GetNotice(ctx, noticeGivenUp)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return t, fmt.Errorf("read notices: %w", err)
	}
	since := last.ToldAt
	given, err := q.GivenUpSince(ctx, &since)
	if err != nil {
		return t, fmt.Errorf("count given up decisions: %w", err)
	}
	t.GivenUp, t.newest = int(given.Total), given.Newest
	rounds, err := q.FailingRounds(ctx)
	if err != nil {
		return t, fmt.Errorf("list failing rounds: %w", err)
	}
	for _, r := range rounds {
		f := FailingRound{Name: r.Name, Since: timeOf(r.FailingSince), LastError: r.LastError}
		told, err := d.ToldSince(ctx, "failing "+r.Name, f.Since)
		if err != nil {
			return t, err
		}
		if !told {
			t.Failing = append(t.Failing, f)
		}
	}
	t.Missing, err = d.missingUntold(ctx, q)
	return t, err
}

// missingUntold gives what is held, of which nobody was told since the first of it was missing.
func (d *Desk) missingUntold(ctx context.Context, q *db.Queries) ([]MissingFigure, error) {
	all, err := missingFigures(ctx, q)
	if err != nil {
		return nil, err
	}
	var untold []MissingFigure
	for _, m := range all {
		told, err := d.ToldSince(ctx, noticeMissing+string(m.Kind), m.Since)
		if err != nil {
			return nil, err
		}
		if m.Held > 0 && !told {
			untold = append(untold, m)
		}
	}
	return untold, nil
}

// TroubleTold notes that this was told, under the round's lease, before it is told: a crash may lose one notice and never
// sends two.
func (d *Desk) TroubleTold(ctx context.Context, lease Lease, t Trouble) error {
	return d.inTx(ctx, lease, func(tx *deskTx) error {
		if t.GivenUp > 0 {
			if err := tx.SaveNotice(ctx, db.SaveNoticeParams{Name: noticeGivenUp, ToldAt: t.newest}); err != nil {
				return fmt.Errorf("save notice: %w", err)
			}
		}
		for _, f := range t.Failing {
			if err := tx.SaveNotice(ctx, db.SaveNoticeParams{Name: "failing " + f.Name, ToldAt: d.clock()}); err != nil {
				return fmt.Errorf("save notice: %w", err)
			}
		}
		for _, m := range t.Missing {
			if err := tx.SaveNotice(ctx, db.SaveNoticeParams{Name: noticeMissing + string(m.Kind), ToldAt: d.clock()}); err != nil {
				return fmt.Errorf("save notice: %w", err)
			}
		}
		return nil
	})
}

// ToldSince reports whether administrators were told of the named thing at or after a moment.
func (d *Desk) ToldSince(ctx context.Context, name string, since time.Time) (bool, error) {
	n, err := db.New(d.pool).GetNotice(ctx, name)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read notice: %w", err)
	}
	return !n.ToldAt.Before(since), nil
}

// Tell notes that the named thing is told now, under the round's lease.
func (d *Desk) Tell(ctx context.Context, lease Lease, name string) error {
	return d.inTx(ctx, lease, func(t *deskTx) error {
		return t.SaveNotice(ctx, db.SaveNoticeParams{Name: name, ToldAt: d.clock()})
	})
}

// AdminNotice is one thing that administrators are told; one of its parts is set.
type AdminNotice struct {
	// GivenUp counts decisions.
	GivenUp int
	Failing *FailingRound
	Missing *MissingFigure
	// SocketWord is Slack's own word for why it refuses our connection.
	SocketWord string
	// Unreached counts approvers who cannot be reached in Slack, UnreachedNames are the first of them.
	Unreached      int
	UnreachedNames []string
	LogHead        *LogHead
}

// LogHead is the last row of the decision log: its number, and its hash in hexadecimal.
type LogHead struct {
	Seq  int64
	Hash string
}
