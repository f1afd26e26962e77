package tx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// Jobs inserts jobs in the transaction of the change that needs them. A River client implements it.
type Jobs interface {
	InsertManyTx(ctx context.Context, tx pgx.Tx, params []river.InsertManyParams) ([]*rivertype.JobInsertResult, error)
}

// Base is what all use cases work with, and what runs their transactions.
type Base struct {
	Pool  *pgxpool.Pool
	Clock func() time.Time
	Log   *slog.Logger

	jobs         Jobs
	traceLinkFor TraceLinkFor
	// seen is what this process has seen of the audit log.
	seen *seenLog
}

// NewBase makes a base on a migrated database. traceLinkFor may be nil.
func NewBase(pool *pgxpool.Pool, jobs Jobs, traceLinkFor TraceLinkFor, clock func() time.Time, log *slog.Logger) *Base {
	return &Base{Pool: pool, Clock: clock, Log: log, jobs: jobs, traceLinkFor: traceLinkFor, seen: &seenLog{}}
}

// On gives the same base on another pool.
func (b *Base) On(pool *pgxpool.Pool) *Base {
	other := *b
	other.Pool = pool
	return &other
}

// Tx is one transaction, and the jobs and the entries of the audit log that go with it.
type Tx struct {
	*db.Queries
	jobs       []river.InsertManyParams
	entries    []audit.Entry
	tracedRows []uuid.UUID
	// reworded are items whose search text has to be made anew.
	reworded []string
}

// Enqueue inserts a job at the end of the transaction.
func (t *Tx) Enqueue(args river.JobArgs, opts *river.InsertOpts) {
	t.jobs = append(t.jobs, river.InsertManyParams{Args: args, InsertOpts: opts})
}

// Record keeps entries until the end of the transaction, which writes them to the audit log.
func (t *Tx) Record(entries ...audit.Entry) { t.entries = append(t.entries, entries...) }

const txTries = 4

// InTx runs fn in one transaction, then inserts its jobs, appends to the audit log and commits. It retries deadlocks
// and serialisation failures, so fn may run more than once. A COMMIT that got no answer is ErrUncertain.
func (b *Base) InTx(ctx context.Context, lease schedule.Lease, fn func(*Tx) error) error {
	for try := 1; ; try++ {
		err := b.tryTx(ctx, lease, fn)
		if err == nil || try == txTries || !repeatable(err) {
			return err
		}
	}
}

func (b *Base) tryTx(ctx context.Context, lease schedule.Lease, fn func(*Tx) error) error {
	tx, err := b.Pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() {
		// A rolled back or committed transaction says so; the connection is given back either way.
		_ = tx.Rollback(context.WithoutCancel(ctx))
	}()
	t := &Tx{Queries: db.New(tx)}
	if lease != (schedule.Lease{}) {
		if _, err := t.CheckLease(ctx, db.CheckLeaseParams{Name: lease.Name, Term: lease.Term}); err != nil {
			if errors.Is(err, pgx.ErrNoRows) {
				return schedule.ErrLeaseLost
			}
			return fmt.Errorf("check lease: %w", err)
		}
	}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.keepTexts(ctx); err != nil {
		return err
	}
	if err := b.saveTraceLinks(ctx, t); err != nil {
		return err
	}
	if len(t.jobs) > 0 {
		if _, err := b.jobs.InsertManyTx(ctx, tx, t.jobs); err != nil {
			return fmt.Errorf("insert jobs: %w", err)
		}
	}
	head, at, err := audit.AppendTold(ctx, t.Queries, t.entries...)
	if err != nil {
		return err
	}
	if err := commit(ctx, tx); err != nil {
		return err
	}
	b.seen.saw(head, at)
	return nil
}

func commit(ctx context.Context, tx pgx.Tx) error {
	err := tx.Commit(ctx)
	if err == nil {
		return nil
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) || errors.Is(err, pgx.ErrTxCommitRollback) || errors.Is(err, pgx.ErrTxClosed) {
		return fmt.Errorf("commit: %w", err)
	}
	return fmt.Errorf("commit: %w: %w", approvals.ErrUncertain, err)
}

// repeatable reports whether Postgres stored nothing and asks to try again.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func repeatable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

// LeaseLost reports whether a transaction was refused since its round had lost its lease.
func LeaseLost(err error) bool { return errors.Is(err, schedule.ErrLeaseLost) }

// Now is Postgres's clock. Take it before a read from IIQ: whatever is stored later is newer than what was read.
func (b *Base) Now(ctx context.Context) (time.Time, error) {
	t, err := db.New(b.Pool).Now(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("read clock: %w", err)
	}
	return t, nil
}
