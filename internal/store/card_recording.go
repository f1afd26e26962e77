package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

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
