package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/reminders"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// ReleaseCards sends everybody's new cards: a card each or, when somebody has more new items than the settings allow
// at once, one card that counts the rest. It is called at the end of each round, and by the sweep for the cards of a
// round that died. It reports how many people were served.
func (d Cards) ReleaseCards(ctx context.Context) (int, error) {
	const page = 200
	served, after := 0, ""
	for {
		ids, err := db.New(d.pool).IdentitiesWithNewCards(ctx, db.IdentitiesWithNewCardsParams{After: after, MaxRows: page})
		if err != nil {
			return served, fmt.Errorf("list identities with new cards: %w", err)
		}
		for _, id := range ids {
			if err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error { return d.release(ctx, t, id) }); err != nil {
				return served, fmt.Errorf("release cards of identity %s: %w", id, err)
			}
			served++
		}
		if len(ids) < page {
			return served, nil
		}
		after = ids[len(ids)-1]
	}
}

func (d Cards) release(ctx context.Context, t *tx.Tx, identityID string) error {
	if err := t.LockIdentityCards(ctx, identityID); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	ids, err := t.NewCardsOfIdentity(ctx, identityID)
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := reminders.LookSoon(ctx, t, d.clock(), identityID); err != nil {
		return err
	}
	settings, err := settingsOf(ctx, t.Queries, identityID)
	if err != nil {
		return err
	}
	if !settings.Cards() {
		return holdCards(ctx, t, ids)
	}
	recent, err := t.RecentCardsOfIdentity(ctx, identityID)
	if err != nil {
		return fmt.Errorf("count recent cards: %w", err)
	}
	if d.cfg.CardsAtOnce == 0 || int(recent)+len(ids) <= d.cfg.CardsAtOnce {
		return sendEach(ctx, t, ids, 0)
	}
	batch, err := t.BatchCardOfIdentity(ctx, identityID)
	if errors.Is(err, pgx.ErrNoRows) {
		if err := sendEach(ctx, t, ids[:1], int32(len(ids))); err != nil {
			return err
		}
		return holdCards(ctx, t, ids[1:])
	}
	if err != nil {
		return fmt.Errorf("read batch card: %w", err)
	}
	raised, err := t.RaiseCard(ctx, db.RaiseCardParams{ID: batch.ID, Batch: batch.Batch + int32(len(ids))})
	if err != nil {
		return fmt.Errorf("raise batch card: %w", err)
	}
	t.Trace(batch.ID)
	if batch.State == db.CardPosted {
		t.Show(batch.ID, raised.Want, raised.Attempt+1, tx.QueueUpdates)
	}
	return holdCards(ctx, t, ids)
}

func sendEach(ctx context.Context, t *tx.Tx, ids []uuid.UUID, batch int32) error {
	rows, err := t.ReleaseCards(ctx, db.ReleaseCardsParams{Ids: ids, Batch: batch})
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	for _, r := range rows {
		// Whatever round sends a card, it belongs to the one that made it.
		if !r.Traced {
			t.Trace(r.ID)
		}
		t.Show(r.ID, r.Want, r.Attempt+1, tx.QueuePosts)
	}
	return nil
}

func holdCards(ctx context.Context, t *tx.Tx, ids []uuid.UUID) error {
	if err := t.HoldCards(ctx, ids); err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	return nil
}

// ReviveCards queues the cards that could not be sent to a person who can be reached now. They go out like new ones. A worker
// that has looked for the person just before and has found nobody looks again.
func (d Cards) ReviveCards(ctx context.Context, identityID string) error {
	return d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		if err := t.RaiseClaimedCards(ctx, identityID); err != nil {
			return fmt.Errorf("raise cards of identity %s: %w", identityID, err)
		}
		n, err := t.ReviveUnreachableCards(ctx, identityID)
		if err != nil {
			return fmt.Errorf("revive cards of identity %s: %w", identityID, err)
		}
		if n == 0 {
			return nil
		}
		return d.release(ctx, t, identityID)
	})
}

// Unreachable lists up to limit identities with a waiting card who cannot be reached in Slack. It first drops the cards
// that no longer wait, because their item has ended or their approver has lost it.
func (d Cards) Unreachable(ctx context.Context, limit int) ([]string, error) {
	if _, err := db.New(d.pool).DropLapsedUnreachableCards(ctx); err != nil {
		return nil, fmt.Errorf("drop cards that nobody waits for: %w", err)
	}
	ids, err := db.New(d.pool).UnreachableIdentities(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list unreachable identities: %w", err)
	}
	return ids, nil
}

// longQueue is the length at which a queue gets no more jobs; the rows keep the rest.
const longQueue = 500

// ShowBehind inserts a job for every card that is behind and that nobody works on, and reports how many. It inserts
// none while many jobs for cards wait already.
func (d Cards) ShowBehind(ctx context.Context, limit int) (int, error) {
	var waiting int
	err := d.pool.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 FROM river_job WHERE state = 'available' AND queue = ANY($1) LIMIT $2) AS jobs`,
		[]string{tx.QueuePosts, tx.QueueUpdates}, longQueue).Scan(&waiting)
	if err != nil {
		return 0, fmt.Errorf("count jobs for cards: %w", err)
	}
	if waiting >= longQueue {
		return 0, nil
	}
	n := 0
	err = d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		rows, err := t.NudgeCards(ctx, int32(limit))
		if err != nil {
			return fmt.Errorf("list cards behind: %w", err)
		}
		for _, r := range rows {
			t.Show(r.ID, r.Want, r.Attempt+1, tx.QueueFor(r.State, false))
		}
		n = len(rows)
		return nil
	})
	return n, err
}

// UnreachableAmong gives those of these identities for whom a card waits and who cannot be reached in Slack, or for whom a worker
// is about to find that.
func (d Cards) UnreachableAmong(ctx context.Context, ids []string) ([]string, error) {
	waiting, err := db.New(d.pool).UnreachableAmong(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("list unreachable identities: %w", err)
	}
	return waiting, nil
}

// recordingAtOnce bounds the copies that one call has shown. The sweep finds the others.
const recordingAtOnce = 500

// ShowRecording has the copies of a card say that a decision is being recorded, if it still is: it inserts a job for every posted copy
// that is behind and that nobody shows just now, and reports how many. It changes nothing on a card itself, and a worker shows what is
// true when it holds the card's claim, so no copy goes back from an end.
func (d Cards) ShowRecording(ctx context.Context, decision uuid.UUID) (int, error) {
	n := 0
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		rows, err := t.CardsRecording(ctx, db.CardsRecordingParams{DecisionID: decision, MaxRows: recordingAtOnce})
		if err != nil {
			return fmt.Errorf("list cards of decision %s: %w", decision, err)
		}
		for _, r := range rows {
			t.Show(r.ID, r.Want, r.Attempt+1, tx.QueueFor(r.State, r.Clicked))
		}
		n = len(rows)
		return nil
	})
	return n, err
}
