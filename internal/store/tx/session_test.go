package tx_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
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
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// cuttable is a connection that can be made to swallow the next answer, and all after it.
type cuttable struct {
	net.Conn
	cut *atomic.Bool
}

// Read gives nothing more once the connection is cut.
func (c cuttable) Read(b []byte) (int, error) {
	if c.cut.Load() {
		_ = c.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return c.Conn.Read(b)
}

// env is a base with one connection, and jobs that do at the end of each transaction what the test says.
type env struct {
	*tx.Base
	t    *testing.T
	pool *pgxpool.Pool
	cut  atomic.Bool
	// atTheEnd runs when all but the last trip is done.
	atTheEnd func()
}

// InsertManyTx does what the test says, and leaves a notification behind as River does.
func (o *env) InsertManyTx(ctx context.Context, tx pgx.Tx, _ []river.InsertManyParams) ([]*rivertype.JobInsertResult, error) {
	_, err := tx.Exec(ctx, "SELECT pg_notify('nobody', $1)", "something")
	if o.atTheEnd != nil {
		o.atTheEnd()
	}
	return nil, err
}

func newEnv(t *testing.T) *env {
	t.Helper()
	o := &env{t: t, pool: dbtest.New(t)}
	config := o.pool.Config()
	config.MaxConns = 1
	config.ConnConfig.AfterNetConnect = func(_ context.Context, _ *pgconn.Config, conn net.Conn) (net.Conn, error) {
		return cuttable{conn, &o.cut}, nil
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	o.Base = tx.NewBase(pool, o, nil, time.Now, slog.New(slog.DiscardHandler))
	return o
}

func refusal(click string) audit.Entry {
	return audit.Entry{Kind: audit.ClickRefused, ClickID: click, Who: &audit.Who{SlackUserID: "U1"}, Item: &audit.Item{ID: "i1"}}
}

// note stores an entry of the decision log together with a job.
func (o *env) note(id string) error {
	return o.InTx(o.t.Context(), schedule.Lease{}, func(t *tx.Tx) error {
		t.Submit(uuid.New(), 1)
		t.Record(refusal(id))
		return nil
	})
}

func (o *env) noted() (n int) {
	o.t.Helper()
	if err := o.pool.QueryRow(o.t.Context(), `SELECT count(*) FROM audit_log`).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

// Once COMMIT is sent, an answer that does not come leaves it open whether it happened; before that, nothing can have happened.
func TestAnAnswerThatDoesNotCome(t *testing.T) {
	t.Parallel()
	t.Run("to the last trip", func(t *testing.T) {
		t.Parallel()
		o := newEnv(t)
		if err := o.note("before"); err != nil {
			t.Fatal(err)
		}
		o.atTheEnd = func() { o.cut.Store(true) }
		if err := o.note("cut"); !errors.Is(err, approvals.ErrUncertain) {
			t.Errorf("got %v, want that it is uncertain", err)
		}
	})
	t.Run("to the description of its statements", func(t *testing.T) {
		t.Parallel()
		o := newEnv(t)
		o.atTheEnd = func() { o.cut.Store(true) }
		if err := o.note("cut"); err == nil || errors.Is(err, approvals.ErrUncertain) {
			t.Errorf("got %v, want an error that is certain", err)
		}
		if n := o.noted(); n != 0 {
			t.Errorf("got %d entries, want none", n)
		}
	})
	t.Run("since its time is over", func(t *testing.T) {
		t.Parallel()
		o := newEnv(t)
		ctx, cancel := context.WithCancel(t.Context())
		o.atTheEnd = cancel
		err := o.InTx(ctx, schedule.Lease{}, func(t *tx.Tx) error { t.Submit(uuid.New(), 1); return nil })
		if err == nil || errors.Is(err, approvals.ErrUncertain) {
			t.Errorf("got %v, want an error that is certain", err)
		}
	})
}

// A transaction whose connection turns out to be of no use before anything could be done on it begins again on another one, and is
// done once. What begins with a lock finds that out by itself.
func TestATransactionBeginsAgainOnAnotherConnection(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]string{
		"cut":       `SELECT pg_terminate_backend($1)`,
		"read-only": "",
		"of use":    `SELECT $1::int`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := &env{t: t, pool: dbtest.New(t)}
			config, err := postgres.Config(o.pool.Config().ConnString(), "test")
			if err != nil {
				t.Fatal(err)
			}
			pool, err := postgres.NewWriters().Open(t.Context(), config, 1, 0)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(pool.Close)
			o.Base = tx.NewBase(pool, o, nil, time.Now, slog.New(slog.DiscardHandler))
			var session int
			if err := pool.QueryRow(t.Context(), `SELECT pg_backend_pid()`).Scan(&session); err != nil {
				t.Fatal(err)
			}
			if spoil == "" {
				_, err = pool.Exec(t.Context(), `SET default_transaction_read_only = on`)
			} else {
				_, err = o.pool.Exec(t.Context(), spoil, session)
			}
			if err != nil {
				t.Fatal(err)
			}
			err = o.InTxAtOnce(t.Context(), func(x *tx.Tx) error {
				trip := &tx.Trip{}
				trip.Ask(func(q *db.Queries) error { return q.LockLosses(t.Context()) })
				x.Record(refusal("c1"))
				return x.Send(t.Context(), trip)
			})
			if n := o.noted(); err != nil || n != 1 {
				t.Errorf("got %v and %d entries, want it done once", err, n)
			}
		})
	}
}

// Where a statement of the last trip fails, Postgres does not come to its COMMIT.
func TestNothingIsCommittedBehindAStatementThatFails(t *testing.T) {
	t.Parallel()
	o := newEnv(t)
	broken := tx.NewBase(o.Pool, o, func(context.Context, string) (tx.TraceLink, bool) {
		return tx.TraceLink{Traceparent: "no text of Postgres: \x00"}, true
	}, time.Now, slog.New(slog.DiscardHandler))
	err := broken.InTx(t.Context(), schedule.Lease{}, func(t *tx.Tx) error {
		t.Trace(uuid.New())
		t.Record(refusal("c1"))
		return nil
	})
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || errors.Is(err, approvals.ErrUncertain) {
		t.Errorf("got %v, want what Postgres says", err)
	}
	if n := o.noted(); n != 0 {
		t.Errorf("got %d entries, want none", n)
	}
	if err := o.note("after"); err != nil || o.noted() != 1 {
		t.Errorf("the next transaction on the connection: got %v and %d entries, want it stored", err, o.noted())
	}
}

// A transaction that fails is rolled back, and a trip that is made wrongly is not sent.
func TestAQuestionIsOneStatement(t *testing.T) {
	t.Parallel()
	o := newEnv(t)
	for name, ask := range map[string]func(ctx context.Context, q *db.Queries) error{
		"none": func(context.Context, *db.Queries) error { return nil },
		"two": func(ctx context.Context, q *db.Queries) error {
			_, first := q.ClockNow(ctx)
			_, second := q.ClockNow(ctx)
			return errors.Join(first, second)
		},
		"one whose error is lost": func(ctx context.Context, q *db.Queries) error { _, _ = q.ClockNow(ctx); return nil },
	} {
		trip := &tx.Trip{}
		trip.Ask(func(q *db.Queries) error { return ask(t.Context(), q) })
		if err := o.Look(t.Context(), trip); err == nil {
			t.Errorf("%s: got no error, want one", name)
		}
	}
}
