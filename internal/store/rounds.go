package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// EnsureRounds makes a row for each scheduled round and makes it due now, unless another replica has it.
func (d *Store) EnsureRounds(ctx context.Context, names []string) error {
	q := db.New(d.pool)
	if err := q.EnsureSchedules(ctx, names); err != nil {
		return fmt.Errorf("ensure schedules: %w", err)
	}
	if err := q.DueNow(ctx, names); err != nil {
		return fmt.Errorf("make schedules due: %w", err)
	}
	return nil
}

// ClaimRounds takes every round that is due and that nobody has, for lease, in one statement. wait is how long until
// the next of the others is due.
func (d *Store) ClaimRounds(ctx context.Context, names []string, lease time.Duration) (got []Lease, wait time.Duration, err error) {
	q := db.New(d.pool)
	rows, err := q.ClaimSchedules(ctx, db.ClaimSchedulesParams{Names: names, Lease: lease})
	if err != nil {
		return nil, 0, fmt.Errorf("claim schedules: %w", err)
	}
	for _, r := range rows {
		got = append(got, Lease{Name: r.Name, Term: r.Term})
	}
	s, err := q.NextScheduleIn(ctx, names)
	if err != nil {
		return got, 0, fmt.Errorf("read schedules: %w", err)
	}
	return got, time.Duration(s * float64(time.Second)), nil
}

// RenewLease keeps a round for another lease; ErrLeaseLost when it is not ours any more.
func (d *Store) RenewLease(ctx context.Context, l Lease, lease time.Duration) error {
	n, err := db.New(d.pool).RenewSchedule(ctx, db.RenewScheduleParams{Name: l.Name, Term: l.Term, Lease: lease})
	if err != nil {
		return fmt.Errorf("renew lease: %w", err)
	}
	if n == 0 {
		return ErrLeaseLost
	}
	return nil
}

// FinishRound gives the round back; the next is due after wait. problem is "" when it went well, else a sentence
// without anybody's text.
func (d *Store) FinishRound(ctx context.Context, l Lease, wait time.Duration, problem string) error {
	n, err := db.New(d.pool).FinishSchedule(ctx, db.FinishScheduleParams{Name: l.Name, Term: l.Term, Wait: wait, Problem: problem})
	if err != nil {
		return fmt.Errorf("finish round: %w", err)
	}
	if n == 0 {
		return ErrLeaseLost
	}
	return nil
}

// Watermark is where a round goes on.
type Watermark struct {
	// Stamp is the greatest stamp of IIQ that a complete round has seen, by IIQ's clock; zero at the first start.
	Stamp time.Time
	// Cursor is where the sweep over all open items goes on, Round how many rounds there were.
	Cursor string
	Round  int64
}

// Watermark reads where the named round goes on; the zero value at the first start.
func (d *Store) Watermark(ctx context.Context, name string) (Watermark, error) {
	row, err := db.New(d.pool).GetWatermark(ctx, name)
	if errors.Is(err, pgx.ErrNoRows) {
		return Watermark{}, nil
	}
	if err != nil {
		return Watermark{}, fmt.Errorf("read watermark: %w", err)
	}
	return Watermark{Stamp: timeOf(row.Stamp), Cursor: row.Cursor, Round: row.Round}, nil
}

// SaveWatermark stores where the round goes on, under its term.
func (d *Store) SaveWatermark(ctx context.Context, l Lease, w Watermark) error {
	n, err := db.New(d.pool).SaveWatermark(ctx, db.SaveWatermarkParams{Name: l.Name, Stamp: timePtr(w.Stamp), Cursor: w.Cursor, Round: w.Round, Term: l.Term})
	if err != nil {
		return fmt.Errorf("save watermark: %w", err)
	}
	if n == 0 {
		return ErrLeaseLost
	}
	return nil
}

// TakeEvent reports whether an event or command of Slack is seen for the first time, on any replica.
func (d *Store) TakeEvent(ctx context.Context, id string) (bool, error) {
	n, err := db.New(d.pool).TakeEvent(ctx, id)
	if err != nil {
		return false, fmt.Errorf("take event: %w", err)
	}
	return n == 1, nil
}

// SweepEvents forgets events that are too old to come again.
func (d *Store) SweepEvents(ctx context.Context) error {
	if _, err := db.New(d.pool).SweepEvents(ctx); err != nil {
		return fmt.Errorf("sweep events: %w", err)
	}
	return nil
}

// Backlog is how much is unfinished: for metrics and for those who look after the bot.
type Backlog struct {
	Decisions int64
	// OldestDecision is how long the oldest unfinished decision has waited.
	OldestDecision time.Duration
	// CardsBehind counts cards that do not yet show what they should.
	CardsBehind int64
	// Unreachable counts approvers for whom a card waits that nobody in Slack could be sent.
	Unreachable int64
}

// Backlog counts what is unfinished.
func (d *Store) Backlog(ctx context.Context) (Backlog, error) {
	q := db.New(d.pool)
	dec, err := q.CountDecisionsUnfinished(ctx)
	if err != nil {
		return Backlog{}, fmt.Errorf("count decisions: %w", err)
	}
	b := Backlog{Decisions: dec.Count, OldestDecision: time.Duration(dec.OldestSeconds * float64(time.Second))}
	if b.CardsBehind, err = q.CountCardsBehind(ctx); err != nil {
		return Backlog{}, fmt.Errorf("count cards behind: %w", err)
	}
	if b.Unreachable, err = q.CountCardsUnreachable(ctx); err != nil {
		return Backlog{}, fmt.Errorf("count unreachable approvers: %w", err)
	}
	return b, nil
}
