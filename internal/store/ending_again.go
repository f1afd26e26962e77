package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// EndingInDoubt is an item that is closed here, and that may have been opened and ended anew while nobody remembers it. Request is
// the name of its identity request.
type EndingInDoubt struct{ ID, Request string }

// EndingsInDoubt lists up to limit ends that IIQ is to be asked for now, and puts the next look off.
func (d Items) EndingsInDoubt(ctx context.Context, limit int) ([]EndingInDoubt, error) {
	rows, err := db.New(d.pool).EndingsToLookAt(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list ends that are in doubt: %w", err)
	}
	items := make([]EndingInDoubt, len(rows))
	for i, r := range rows {
		items[i] = EndingInDoubt{ID: r.ID, Request: r.RequestName}
	}
	return items, nil
}

// LookedAtEndings says that IIQ has told what it knows about these ends. What has had its last look is forgotten.
func (d Items) LookedAtEndings(ctx context.Context, items []EndingInDoubt) error {
	ids := make([]string, len(items))
	for i, w := range items {
		ids[i] = w.ID
	}
	if err := db.New(d.pool).EndLooksAtEndings(ctx, ids); err != nil {
		return fmt.Errorf("end looks at ends of work items: %w", err)
	}
	return nil
}

// EndedAnew takes over how an item ended last that is closed here, where its identity request, asked for at readAt, has more ends of
// it than rounds are known. Those rounds are over, and only the last is told. now stands in where IIQ gives no date. EndedAnew
// reports whether there was a later end.
func (d Items) EndedAnew(ctx context.Context, lease schedule.Lease, readAt time.Time, id string, r approvals.IdentityRequest,
	now time.Time) (bool, error) {
	anew := false
	err := d.inTx(ctx, lease, func(t *tx.Tx) error {
		anew = false
		row, err := t.LockWorkItem(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("lock work item: %w", err)
		}
		if row.State != db.ItemClosed || row.ChangedAt.After(readAt) {
			return nil
		}
		last, earlier, err := laterEnd(ctx, t.Queries, row, r, now)
		if err != nil || last == nil {
			return err
		}
		anew = true
		if row.Round, err = d.reopen(ctx, t, row); err != nil {
			return err
		}
		if err := t.SetEarlierEndings(ctx, db.SetEarlierEndingsParams{ID: id, Endings: earlier}); err != nil {
			return fmt.Errorf("save earlier endings: %w", err)
		}
		row.State = db.ItemOpen
		return d.closeItem(ctx, t, row, *last)
	})
	if err != nil {
		return false, fmt.Errorf("take over how work item %s ended last: %w", id, err)
	}
	return anew, nil
}

// mostRoundsOfOurs bounds the decisions of earlier rounds whose summaries are looked for.
const mostRoundsOfOurs = 20

// laterEnd gives the last end of an item that came after the one that is known here, and the fingerprints of all others; nil where
// there is none.
func laterEnd(ctx context.Context, q *db.Queries, row db.WorkItem, r approvals.IdentityRequest, now time.Time) (*approvals.OutcomeView,
	[]string, error) {
	var failed error
	ours, err := q.RecordedBefore(ctx, db.RecordedBeforeParams{WorkItemID: row.ID, Round: row.Round, MaxRows: mostRoundsOfOurs})
	if err != nil {
		return nil, nil, fmt.Errorf("read decisions of earlier rounds: %w", err)
	}
	wereOurs := make([]func(approvals.ApprovalSummary) bool, len(ours))
	for n, decision := range ours {
		wereOurs[n] = func(s approvals.ApprovalSummary) bool {
			_, booking, err := bookRow(ctx, q, row, decision, approvals.OutcomeFrom(s, now))
			failed = errors.Join(failed, err)
			return booking == approvals.BookedRecorded
		}
	}
	last, earlier, later := earlierRounds(row).LaterEnd(r, row.ID, func(s approvals.ApprovalSummary) bool {
		by, err := displayOf(ctx, q, s.Completer)
		failed = errors.Join(failed, err)
		return string(approvals.OutcomeFrom(s, now).Outcome) == row.Outcome && by == row.OutcomeBy
	}, wereOurs...)
	if failed != nil || !later {
		return nil, nil, failed
	}
	o := approvals.OutcomeFrom(last, now)
	return &o, earlier, nil
}
