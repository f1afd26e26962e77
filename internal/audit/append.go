package audit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/db"
)

// Append writes entries, in their order, in the transaction that q is bound to. Every other writer of the log waits
// until that transaction commits, so Append must be its last statement. Texts beyond the limits of docs/audit.md are
// cut. An entry with an operator also gets the role that Postgres knows them by.
func Append(ctx context.Context, q *db.Queries, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	p, err := Rows(ctx, q, entries...)
	if err != nil {
		return err
	}
	_, _, err = AppendRows(ctx, q, p)
	return err
}

// Rows gives what AppendRows writes of entries, for whoever sends it along with other statements.
func Rows(ctx context.Context, q *db.Queries, entries ...Entry) (db.AppendAuditParams, error) {
	p := db.AppendAuditParams{}
	entries, err := byDatabaseUser(ctx, q, entries)
	if err != nil {
		return p, err
	}
	for _, e := range entries {
		text, err := e.payload()
		if err != nil {
			return p, fmt.Errorf("append to audit log: %w", err)
		}
		p.Kinds, p.Payloads = append(p.Kinds, string(e.Kind)), append(p.Payloads, text)
	}
	return p, nil
}

// AppendRows is Append in one statement, and gives the last row that it wrote, and when that was by Postgres's clock. They are true
// once the transaction has committed.
func AppendRows(ctx context.Context, q *db.Queries, p db.AppendAuditParams) (last Head, at time.Time, err error) {
	rows, err := q.AppendAudit(ctx, p)
	if err != nil {
		return last, at, fmt.Errorf("append to audit log: %w", err)
	}
	for _, r := range rows {
		if r.Seq > last.Seq {
			last, at = Head{Seq: r.Seq, Hash: r.Hash}, r.At
		}
	}
	return last, at, nil
}

// byDatabaseUser fills in who the operators of entries are to Postgres.
func byDatabaseUser(ctx context.Context, q *db.Queries, entries []Entry) ([]Entry, error) {
	if !slices.ContainsFunc(entries, func(e Entry) bool { return e.Operator != nil }) {
		return entries, nil
	}
	role, err := q.SessionUser(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask Postgres who is logged in: %w", err)
	}
	entries = slices.Clone(entries)
	for i, e := range entries {
		if e.Operator != nil {
			o := *e.Operator
			o.DatabaseUser = role
			entries[i].Operator = &o
		}
	}
	return entries, nil
}
