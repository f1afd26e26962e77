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

// LeastRetention is the shortest time that the log can be kept, MostRetention the longest that can be set.
const (
	LeastRetention = 24 * time.Hour
	MostRetention  = 250 * 8766 * time.Hour
)

// Retention is how long the log is kept, by the word of its owner.
type Retention struct {
	// Set is false where the owner has set nothing. Nothing is removed then.
	Set bool
	// Keep is 0 where the log is kept for good.
	Keep time.Duration
	// AtLeast is the value of AUDIT_RETENTION; the longer of the two counts.
	AtLeast time.Duration
	SetAt   time.Time
	// SetBy is the owner as Postgres knows them.
	SetBy string
}

// InForce is the retention that counts; 0: for good.
func (r Retention) InForce() time.Duration {
	if !r.Set || r.Keep == 0 {
		return 0
	}
	return max(r.Keep, r.AtLeast)
}

// ReadRetention reads what the owner of the log has set.
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

// ErrNotOwner says that a role which does not own the log tried to set the retention.
var ErrNotOwner = errors.New("only the owner of the decision log sets how long it is kept")

// SetRetention sets how long the log is kept; 0: for good. The role that owns the log must call it. An entry of the
// log records it in the same transaction. The present value of AUDIT_RETENTION is forgotten; a bot sets it again at
// its next round.
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

// Span is a length, in whole days where it is a multiple of them.
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	if d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	return d.String()
}

// Retain removes rows that are older than both the owner's retention and atLeast, and returns their number. Without an
// owner's retention it removes nothing. Postgres first marks the rows with a checkpoint entry, in a transaction of its
// own. They are then removed in portions, so that no writer waits. An interrupted removal continues at the next call.
// Age is by Postgres's clock.
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
