package tx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/postgres"
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
	// handOver, which may be nil, begins at once what was committed just now.
	handOver HandOver
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
	session    *session
	jobs       []river.InsertManyParams
	entries    []audit.Entry
	tracedRows []tracedRow
	// traceAs is what the next traced rows follow from; nil: from the transaction's own context.
	traceAs context.Context
	// reworded are items whose search text has to be made anew.
	reworded []string
	// handed is what this process begins itself once it is committed.
	handed []func(HandOver)
}

// Enqueue inserts a job at the end of the transaction.
func (t *Tx) Enqueue(args river.JobArgs, opts *river.InsertOpts) {
	t.jobs = append(t.jobs, river.InsertManyParams{Args: args, InsertOpts: opts})
}

// Send has the statements of a trip run in the transaction.
func (t *Tx) Send(ctx context.Context, trip *Trip) error { return t.session.send(ctx, trip) }

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

// InTxAtOnce is InTx for what begins with a statement that locks or writes. It does not ask a connection that has rested whether
// it still writes, which is a trip; where the connection turns out to be of no use, fn runs once more on another one that was asked.
func (b *Base) InTxAtOnce(ctx context.Context, fn func(*Tx) error) error {
	err := b.tryTx(postgres.Trusting(ctx), schedule.Lease{}, fn)
	if err == nil || !repeatable(err) && !errors.Is(err, errNotBegun) && postgres.InWords(err) == nil {
		return err
	}
	return b.InTx(ctx, schedule.Lease{}, fn)
}

func (b *Base) tryTx(ctx context.Context, lease schedule.Lease, fn func(*Tx) error) error {
	conn, err := b.Pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer conn.Release()
	s := &session{conn: conn.Conn()}
	defer s.rollback(context.WithoutCancel(ctx))
	t := &Tx{Queries: db.New(s), session: s}
	if err := t.holdLease(ctx, lease); err != nil {
		return err
	}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.keepTexts(ctx); err != nil {
		return err
	}
	return b.finish(ctx, t)
}

// holdLease keeps others from taking over the round until the transaction ends.
func (t *Tx) holdLease(ctx context.Context, lease schedule.Lease) error {
	if lease == (schedule.Lease{}) {
		return nil
	}
	trip := &Trip{}
	trip.Ask(func(q *db.Queries) error {
		_, err := q.CheckLease(ctx, db.CheckLeaseParams{Name: lease.Name, Term: lease.Term})
		return err
	})
	err := t.Send(ctx, trip)
	if errors.Is(err, pgx.ErrNoRows) {
		return schedule.ErrLeaseLost
	}
	if err != nil {
		return fmt.Errorf("check lease: %w", err)
	}
	return nil
}

// finish inserts the jobs, and then sends in one trip all that is left: what the jobs continue, River's NOTIFY, the entries of the
// decision log and COMMIT. The end of the log is locked for everybody from its entries until COMMIT, and no answer is waited for
// in between.
func (b *Base) finish(ctx context.Context, t *Tx) error {
	last := &Trip{}
	b.saveTraceLinks(ctx, t, last)
	if err := b.insertJobs(ctx, t, last); err != nil {
		return err
	}
	var head audit.Head
	var at time.Time
	if len(t.entries) > 0 {
		p, err := audit.Rows(ctx, t.Queries, t.entries...)
		if err != nil {
			return err
		}
		last.Ask(func(q *db.Queries) (err error) {
			head, at, err = audit.AppendRows(ctx, q, p)
			return err
		})
	}
	if err := t.session.commit(ctx, last); err != nil {
		return err
	}
	b.seen.saw(head, at)
	b.handOn(t)
	return nil
}

func (b *Base) insertJobs(ctx context.Context, t *Tx, last *Trip) error {
	if len(t.jobs) == 0 {
		return nil
	}
	if err := t.session.begin(ctx); err != nil {
		return err
	}
	if _, err := b.jobs.InsertManyTx(ctx, insertion{t.session.tx, last}, t.jobs); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
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
