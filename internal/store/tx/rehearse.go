package tx

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

// SQL gives the statements of a trip.
func (t *Trip) SQL() []string {
	all := make([]string, len(t.asked))
	for i, q := range t.asked {
		all[i] = q.sql
	}
	return all
}

// Statements gives those that a transaction with jobs and an entry of the decision log begins and ends with. River's own are seen while a
// job is inserted that is taken back, which also tells River which Postgres it has. It changes nothing.
func (b *Base) Statements(ctx context.Context) ([]string, error) {
	end := &Trip{}
	if b.traceLinkFor != nil {
		end.Ask(func(q *db.Queries) error { return q.KeepCauses(ctx, db.KeepCausesParams{}) })
	}
	end.Ask(func(q *db.Queries) error {
		_, _, err := audit.AppendRows(ctx, q, db.AppendAuditParams{})
		return err
	})
	if end.err != nil {
		return nil, end.err
	}
	t, err := b.Pool.Begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("begin transaction: %w", err)
	}
	defer func() { _ = t.Rollback(context.WithoutCancel(ctx)) }()
	seen := &watched{Tx: t}
	job := river.InsertManyParams{Args: SubmitDecision{}, InsertOpts: once(QueueDecisions)}
	if _, err := b.jobs.InsertManyTx(ctx, seen, []river.InsertManyParams{job}); err != nil {
		return nil, fmt.Errorf("insert a job to take back: %w", err)
	}
	return append(append(seen.sql, end.SQL()...), "begin", "commit"), nil
}

// watched is a transaction that notes what is run in it. It sends no NOTIFY.
type watched struct {
	pgx.Tx
	sql []string
}

// Exec notes, and runs.
func (w *watched) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	w.sql = append(w.sql, sql)
	if strings.Contains(sql, "pg_notify(") {
		return pgconn.CommandTag{}, nil
	}
	return w.Tx.Exec(ctx, sql, args...)
}

// Query notes, and runs.
func (w *watched) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	w.sql = append(w.sql, sql)
	return w.Tx.Query(ctx, sql, args...)
}

// QueryRow notes, and runs.
func (w *watched) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	w.sql = append(w.sql, sql)
	return w.Tx.QueryRow(ctx, sql, args...)
}
