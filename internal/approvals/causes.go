package approvals

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

// Cause is what a card or a decision keeps of the step that its next job comes of, so that one trace tells of both, also
// when the job is inserted anew by another process: package tracing has the meaning of its fields.
type Cause struct {
	Traceparent string
	Linked      bool
}

// CauseFor gives what the row with this id is to keep of what happens in ctx. ok is false where nothing is traced, and
// what the row keeps stays; a Cause without a Traceparent has it forgotten.
type CauseFor func(ctx context.Context, rowID string) (c Cause, ok bool)

// causes notes that the next job of these cards and decisions comes of this transaction.
func (t *deskTx) causes(rows ...uuid.UUID) { t.caused = append(t.caused, rows...) }

// keepCauses stores what the rows keep, as the last statement but the log's.
func (d *Desk) keepCauses(ctx context.Context, t *deskTx) error {
	if d.cfg.CauseFor == nil || len(t.caused) == 0 {
		return nil
	}
	// Sorted, so that two transactions never wait for each other.
	slices.SortFunc(t.caused, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	t.caused = slices.Compact(t.caused)
	keep := db.KeepCausesParams{}
	var drop []uuid.UUID
	for _, id := range t.caused {
		c, ok := d.cfg.CauseFor(ctx, id.String())
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

// UseCause tells what a card or a decision keeps, and how many have been told of it by now. ok is false where it keeps
// nothing.
func (d *Desk) UseCause(ctx context.Context, rowID uuid.UUID) (c Cause, uses int, ok bool, err error) {
	row, err := db.New(d.pool).UseCause(ctx, rowID)
	if errors.Is(err, pgx.ErrNoRows) {
		return Cause{}, 0, false, nil
	}
	if err != nil {
		return Cause{}, 0, false, fmt.Errorf("read cause of %s: %w", rowID, err)
	}
	return Cause{Traceparent: row.Traceparent, Linked: row.Linked}, int(row.Uses), true, nil
}

// causesAtOnce bounds how many old causes one statement forgets, causesTurns how many statements one sweep has.
const (
	causesAtOnce = 10_000
	causesTurns  = 100
)

// SweepCauses forgets causes that are a week old.
func (d *Desk) SweepCauses(ctx context.Context) error {
	for range causesTurns {
		n, err := db.New(d.pool).SweepCauses(ctx, causesAtOnce)
		if err != nil {
			return fmt.Errorf("forget old causes: %w", err)
		}
		if n < causesAtOnce {
			return nil
		}
	}
	return nil
}
