package audit

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// LeastRetention is how long the log is kept at least, MostRetention the longest that can be said.
const (
	LeastRetention = 24 * time.Hour
	MostRetention  = 250 * 8766 * time.Hour
)

// Retention is how long the owner of the log has it kept.
type Retention struct {
	// Set is false where the owner has said nothing: then nothing is removed.
	Set bool
	// Keep is 0 where the log is kept for good.
	Keep time.Duration
	// AtLeast is what AUDIT_RETENTION asks for; the longer of the two counts.
	AtLeast time.Duration
	SetAt   time.Time
	// SetBy is the owner as Postgres knows them.
	SetBy string
}

// InForce is what counts; 0: for good.
func (r Retention) InForce() time.Duration {
	if !r.Set || r.Keep == 0 {
		return 0
	}
	return max(r.Keep, r.AtLeast)
}

// ReadRetention tells what the owner of the log has set.
func ReadRetention(ctx context.Context, q *db.Queries) (Retention, error) {
	row, err := q.AuditRetention(ctx)
	if errors.Is(err, pgx.ErrNoRows) {
		return Retention{}, nil
	}
	if err != nil {
		return Retention{}, fmt.Errorf("read audit retention: %w", err)
	}
	r := Retention{Set: true, AtLeast: time.Duration(row.AtLeastSeconds) * time.Second, SetAt: row.SetAt, SetBy: row.SetBy}
	if row.KeepSeconds != nil {
		r.Keep = time.Duration(*row.KeepSeconds) * time.Second
	}
	return r, nil
}

// ErrNotOwner says that the retention was to be set by a role that does not own the log.
var ErrNotOwner = errors.New("only the owner of the decision log sets how long it is kept")

// SetRetention has the log kept so long; 0: for good. It is for the role that owns the log, and an entry of the log tells of it
// in the same transaction. What AUDIT_RETENTION asked for until now is forgotten; a bot asks anew at its next round.
func SetRetention(ctx context.Context, from Beginner, keep time.Duration, by Operator) error {
	err := pgx.BeginTxFunc(ctx, from, pgx.TxOptions{}, func(tx pgx.Tx) error {
		q := db.New(tx)
		before, err := ReadRetention(ctx, q)
		if err != nil {
			return err
		}
		var seconds *int64
		if keep > 0 {
			s := int64(keep / time.Second)
			seconds = &s
		}
		if err := q.SetAuditRetention(ctx, seconds); err != nil {
			return err
		}
		now := Retention{Set: true, Keep: keep}
		return Append(ctx, q, Entry{Kind: CommandRun, Operator: &by,
			Command: &Command{Name: "audit retention", Result: now.Words() + "; before: " + before.Words()}})
	})
	if refused(err) {
		return ErrNotOwner
	}
	if err != nil {
		return fmt.Errorf("set audit retention: %w", err)
	}
	return nil
}

// Words says what the owner has set.
func (r Retention) Words() string {
	switch {
	case !r.Set:
		return "not set"
	case r.Keep == 0:
		return "for good"
	}
	return Span(r.Keep)
}

// Span is a length in whole days where it is one.
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	if d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	return d.String()
}

// Retain removes what is older than the owner's retention and than atLeast, and tells how many rows that were; without an
// owner's retention it removes nothing. Postgres marks the rows with a checkpoint entry first, in a transaction of its own;
// then they go, so many at a time that no writer waits. What is interrupted goes on at the next call. Age is by Postgres's
// clock.
func Retain(ctx context.Context, q *db.Queries, atLeast time.Duration) (removed int64, err error) {
	r, err := ReadRetention(ctx, q)
	if err != nil || r.InForce() == 0 {
		return 0, err
	}
	if atLeast > r.AtLeast {
		if err := q.AuditKeepLonger(ctx, int64((atLeast+time.Second-1)/time.Second)); err != nil {
			return 0, fmt.Errorf("keep audit log longer: %w", err)
		}
	}
	if _, err := q.AuditMarkOld(ctx); err != nil {
		return 0, fmt.Errorf("mark old audit rows: %w", err)
	}
	for {
		n, err := q.AuditRemoveOld(ctx)
		if err != nil {
			return removed, fmt.Errorf("remove old audit rows: %w", err)
		}
		if removed += n; n == 0 {
			return removed, nil
		}
	}
}
