package tx

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// session is the connection of one transaction. BEGIN goes out with the first statement or the first trip, COMMIT with the last
// trip, so that neither costs a trip of its own.
type session struct {
	conn *pgx.Conn
	// tx is nil before BEGIN.
	tx pgx.Tx
}

// errNotBegun is for a BEGIN without an answer: nothing was done on the connection.
var errNotBegun = errors.New("begin transaction")

func (s *session) begin(ctx context.Context) (err error) {
	if s.tx == nil {
		if s.tx, err = s.conn.Begin(ctx); err != nil {
			return fmt.Errorf("%w: %w", errNotBegun, err)
		}
	}
	return nil
}

// Exec runs a statement in the transaction.
func (s *session) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := s.begin(ctx); err != nil {
		return pgconn.CommandTag{}, err
	}
	return s.tx.Exec(ctx, sql, args...)
}

// Query runs a statement in the transaction.
func (s *session) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	return s.tx.Query(ctx, sql, args...)
}

// QueryRow runs a statement in the transaction.
func (s *session) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if err := s.begin(ctx); err != nil {
		return failed{err}
	}
	return s.tx.QueryRow(ctx, sql, args...)
}

// send sends a trip in the transaction.
func (s *session) send(ctx context.Context, t *Trip) error {
	batch := &pgx.Batch{}
	if s.tx != nil {
		return t.send(ctx, s.conn, batch, func(pgx.BatchResults) error { return nil })
	}
	batch.BeginTx(pgx.TxOptions{})
	return t.send(ctx, s.conn, batch, func(answers pgx.BatchResults) error {
		if _, err := answers.Exec(); err != nil {
			return fmt.Errorf("%w: %w", errNotBegun, err)
		}
		s.tx = answers.Tx()
		return nil
	})
}

// commit sends the last trip of the transaction, and COMMIT behind it. Where one of its statements fails, Postgres does not come to
// COMMIT. A COMMIT that may have been sent, and got no answer, is approvals.ErrUncertain.
func (s *session) commit(ctx context.Context, last *Trip) error {
	if s.tx == nil && len(last.asked) == 0 && last.err == nil {
		return nil
	}
	var end *pgconn.CommandTag
	last.add("commit", nil, func(answers pgx.BatchResults) error {
		tag, err := answers.Exec()
		if err != nil {
			return fmt.Errorf("commit: %w", err)
		}
		end = &tag
		return nil
	})
	err := s.send(ctx, last)
	switch {
	case end != nil && end.String() == "ROLLBACK":
		return fmt.Errorf("commit: %w", pgx.ErrTxCommitRollback)
	case end != nil:
		// It is committed, whatever became of the connection since.
		return nil
	case unsent(err) || last.err != nil:
		return err
	}
	return fmt.Errorf("commit: %w: %w", approvals.ErrUncertain, err)
}

// unsent reports whether an error of the last trip shows that nothing is committed: Postgres refused one of its statements, or the
// trip never left.
func unsent(err error) bool {
	var refused *pgconn.PgError
	var unprepared pgx.ErrPreprocessingBatch
	return errors.As(err, &refused) || errors.As(err, &unprepared) || pgconn.SafeToRetry(err)
}

// rollback ends the transaction where it was not committed. A connection that cannot do that is closed by its pool.
func (s *session) rollback(ctx context.Context) {
	if s.conn.PgConn().TxStatus() != 'I' && !s.conn.IsClosed() {
		_, _ = s.conn.Exec(ctx, "rollback")
	}
}

// insertion is the transaction as River sees it while it inserts jobs. River's NOTIFY has no answer, and counts from the COMMIT on: it
// goes out along with it.
type insertion struct {
	pgx.Tx
	last *Trip
}

// Exec leaves a NOTIFY to the last trip.
func (i insertion) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if !strings.Contains(sql, "pg_notify(") {
		return i.Tx.Exec(ctx, sql, args...)
	}
	i.last.exec(sql, args)
	return pgconn.CommandTag{}, nil
}
