package tx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// TraceLink is the W3C trace context stored with a card or a decision, so that its next job continues the same trace in
// whatever process. Package tracing explains its fields.
type TraceLink struct {
	Traceparent string
	Linked      bool
}

// TraceLinkFor gives the trace context of ctx for the row with this id. ok is false where nothing is traced; the row then
// keeps what it has. A TraceLink without a Traceparent makes the row forget its own.
type TraceLinkFor func(ctx context.Context, rowID string) (c TraceLink, ok bool)

// TraceLinks keep with a row what its next job continues.
type TraceLinks struct{ base *Base }

// NewTraceLinks makes the use cases of trace links.
func NewTraceLinks(base *Base) TraceLinks { return TraceLinks{base} }

// tracedRow is a row whose next jobs follow from what ctx has; nil is the transaction's own.
type tracedRow struct {
	id  uuid.UUID
	ctx context.Context
}

// Trace notes that the next jobs of these cards and decisions follow from this transaction, or from what TraceAs says.
func (t *Tx) Trace(rows ...uuid.UUID) {
	for _, id := range rows {
		t.tracedRows = append(t.tracedRows, tracedRow{id, t.traceAs})
	}
}

// TraceAs has what Trace notes from now on follow from ctx, for transactions in which several have their part.
func (t *Tx) TraceAs(ctx context.Context) { t.traceAs = ctx }

// saveTraceLinks has the last trip store the trace contexts of the noted rows.
func (b *Base) saveTraceLinks(ctx context.Context, t *Tx, last *Trip) {
	if b.traceLinkFor == nil || len(t.tracedRows) == 0 {
		return
	}
	// Sorted, so that two transactions never wait for each other.
	slices.SortFunc(t.tracedRows, func(a, b tracedRow) int { return bytes.Compare(a.id[:], b.id[:]) })
	t.tracedRows = slices.CompactFunc(t.tracedRows, func(a, b tracedRow) bool { return a.id == b.id })
	keep := db.KeepCausesParams{}
	var drop []uuid.UUID
	for _, row := range t.tracedRows {
		of := ctx //nolint:contextcheck // a row that has another context follows from that one
		if row.ctx != nil {
			of = row.ctx
		}
		c, ok := b.traceLinkFor(of, row.id.String())
		switch {
		case !ok:
		case c.Traceparent == "":
			drop = append(drop, row.id)
		default:
			keep.RowIds, keep.Linked = append(keep.RowIds, row.id), append(keep.Linked, c.Linked)
			keep.Traceparents = append(keep.Traceparents, c.Traceparent)
		}
	}
	if len(drop) > 0 {
		last.Ask(func(q *db.Queries) error { return q.DropCauses(ctx, drop) })
	}
	if len(keep.RowIds) > 0 {
		last.Ask(func(q *db.Queries) error { return q.KeepCauses(ctx, keep) })
	}
}

// TraceLinkOf gives the trace context of a card or a decision, and how many jobs have used it by now. ok is false where
// the row has none.
func (d TraceLinks) TraceLinkOf(ctx context.Context, rowID uuid.UUID) (c TraceLink, uses int, ok bool, err error) {
	row, err := db.New(d.base.Pool).UseCause(ctx, rowID)
	if errors.Is(err, pgx.ErrNoRows) {
		return TraceLink{}, 0, false, nil
	}
	if err != nil {
		return TraceLink{}, 0, false, fmt.Errorf("read cause of %s: %w", rowID, err)
	}
	return TraceLink{Traceparent: row.Traceparent, Linked: row.Linked}, int(row.Uses), true, nil
}

// traceLinksAtOnce bounds how many old trace contexts one statement deletes, causesTurns how many statements one sweep
// runs.
const (
	traceLinksAtOnce = 10_000
	traceLinkTurns   = 100
)

// SweepTraceLinks deletes trace contexts that are a week old.
func (d TraceLinks) SweepTraceLinks(ctx context.Context) error {
	for range traceLinkTurns {
		n, err := db.New(d.base.Pool).SweepCauses(ctx, traceLinksAtOnce)
		if err != nil {
			return fmt.Errorf("forget old causes: %w", err)
		}
		if n < traceLinksAtOnce {
			return nil
		}
	}
	return nil
}
