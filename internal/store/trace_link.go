package store

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

// TraceLink is what a card or a decision keeps of the step that its next job comes of, so that one trace tells of both, also
// when the job is inserted anew by another process: package tracing has the meaning of its fields.
type TraceLink struct {
	Traceparent string
	Linked      bool
}

// TraceLinkFor gives what the row with this id is to keep of what happens in ctx. ok is false where nothing is traced, and
// what the row keeps stays; a Cause without a Traceparent has it forgotten.
type TraceLinkFor func(ctx context.Context, rowID string) (c TraceLink, ok bool)

// trace notes that the next job of these cards and decisions comes of this transaction.
func (t *Tx) trace(rows ...uuid.UUID) { t.tracedRows = append(t.tracedRows, rows...) }

// saveTraceLinks stores what the rows keep, as the last statement but the log's.
func (d TraceLinks) saveTraceLinks(ctx context.Context, t *Tx) error {
	if d.cfg.TraceLinkFor == nil || len(t.tracedRows) == 0 {
		return nil
	}
	// Sorted, so that two transactions never wait for each other.
	slices.SortFunc(t.tracedRows, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	t.tracedRows = slices.Compact(t.tracedRows)
	keep := db.KeepCausesParams{}
	var drop []uuid.UUID
	for _, id := range t.tracedRows {
		c, ok := d.cfg.TraceLinkFor(ctx, id.String())
		switch {
		case !ok:
		case c.Traceparent == "":
			drop = append(drop, id)
		default:
			keep.Traceparent = c.Traceparent
			keep.RowIds, keep.Linked = append(keep.RowIds, id), append(keep.Linked, c.Linked)
		}
	}
	if len(drop) > 0 {
		if err := t.DropCauses(ctx, drop); err != nil {
			return fmt.Errorf("forget causes: %w", err)
		}
	}
	if len(keep.RowIds) > 0 {
		if err := t.KeepCauses(ctx, keep); err != nil {
			return fmt.Errorf("keep causes: %w", err)
		}
	}
	return nil
}

// TraceLinkOf tells what a card or a decision keeps, and how many have been told of it by now. ok is false where it keeps
// nothing.
func (d TraceLinks) TraceLinkOf(ctx context.Context, rowID uuid.UUID) (c TraceLink, uses int, ok bool, err error) {
	row, err := db.New(d.pool).UseCause(ctx, rowID)
	if errors.Is(err, pgx.ErrNoRows) {
		return TraceLink{}, 0, false, nil
	}
	if err != nil {
		return TraceLink{}, 0, false, fmt.Errorf("read cause of %s: %w", rowID, err)
	}
	return TraceLink{Traceparent: row.Traceparent, Linked: row.Linked}, int(row.Uses), true, nil
}

// traceLinksAtOnce bounds how many old causes one statement forgets, causesTurns how many statements one sweep has.
const (
	traceLinksAtOnce = 10_000
	traceLinkTurns   = 100
)

// SweepTraceLinks forgets causes that are a week old.
func (d TraceLinks) SweepTraceLinks(ctx context.Context) error {
	for range traceLinkTurns {
		n, err := db.New(d.pool).SweepCauses(ctx, traceLinksAtOnce)
		if err != nil {
			return fmt.Errorf("forget old causes: %w", err)
		}
		if n < traceLinksAtOnce {
			return nil
		}
	}
	return nil
}
