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
	_, _, err := AppendTold(ctx, q, entries...)
	return err
}

// AppendTold is Append, and gives the last row that it wrote, and when that was by Postgres's clock; zero without entries. They
// are true once the transaction has committed.
func AppendTold(ctx context.Context, q *db.Queries, entries ...Entry) (Head, time.Time, error) {
	var last Head
	var at time.Time
	if len(entries) == 0 {
		return last, at, nil
	}
	entries, err := byDatabaseUser(ctx, q, entries)
	if err != nil {
		return last, at, err
	}
	p := db.AppendAuditParams{}
	for _, e := range entries {
		text, err := e.payload()
		if err != nil {
			return last, at, fmt.Errorf("append to audit log: %w", err)
		}
		p.Kinds, p.Payloads = append(p.Kinds, string(e.Kind)), append(p.Payloads, text)
	}
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
