package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// VerifyTable checks the whole log as it is at one moment, in the memory of one row. A *BrokenError names the first
// invalid row; any other error says that the log could not be read. progress, which may be nil, is called with the
// number of rows so far. For removed rows only the records of the log's owner count, since anybody who can add rows
// could have written a checkpoint.
func VerifyTable(ctx context.Context, from Beginner, progress func(rows int64)) (Found, error) {
	c := chain{}
	err := snapshot(ctx, from, func(tx pgx.Tx) error {
		head, err := db.New(tx).AuditHead(ctx)
		if err != nil {
			return fmt.Errorf("read end of audit log: %w", err)
		}
		removals, err := db.New(tx).AuditRemovals(ctx)
		if err != nil {
			return fmt.Errorf("read removals from audit log: %w", err)
		}
		err = Each(ctx, tx, Filter{}, func(r Row) error {
			if progress != nil && c.found.Rows%10_000 == 9_999 {
				progress(c.found.Rows + 1)
			}
			return c.next(r)
		})
		if err != nil {
			return err
		}
		if err := c.ends(head.Seq, head.Hash); err != nil {
			return err
		}
		return c.follows(removals, head.RemovedTo)
	})
	return c.found, err
}

// follows checks the removed rows against the owner's records of them, and that the first row comes after them.
func (c *chain) follows(removals []db.AuditRemoval, removedTo int64) error {
	last := db.AuditRemoval{LastHash: noHash()}
	for _, r := range removals {
		switch {
		case r.RemovedFrom != last.RemovedTo+1:
			return &BrokenError{Seq: last.RemovedTo + 1, Why: "it is missing, and the owner's retention did not remove it"}
		case r.KeepSeconds == nil && !oldEnough(r):
			return &BrokenError{Seq: r.RemovedTo, Why: "it was removed before the owner's retention was kept here, and no checkpoint tells of an age that retention had"}
		case r.KeepSeconds == nil:
			c.found.UnprovenTo = r.RemovedTo
		}
		last = r
	}
	if removedTo != last.RemovedTo {
		return &BrokenError{Seq: removedTo, Why: "it is told to be removed, and the owner's retention did not remove it"}
	}
	return c.begins(last.RemovedTo, last.LastHash)
}

// leastClaimed is the least age of the rows that version 0.1.0 removed.
const leastClaimed = 23 * time.Hour

// oldEnough reports whether the checkpoint of a removal under version 0.1.0 is one that its retention makes. The
// functions of 0.1.0 took the age from their caller, and without one they removed everything.
func oldEnough(r db.AuditRemoval) bool {
	if r.ClaimedAt == nil || r.ClaimedBefore == nil {
		return false
	}
	before, err := time.Parse(time.RFC3339, *r.ClaimedBefore)
	return err == nil && !before.After(r.ClaimedAt.Add(-leastClaimed))
}
