package tx

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/db"
)

// What follows a change in Slack: cards and Home tabs.

// InsertCards makes a card for each of these people. The end of the round sends them.
func InsertCards(ctx context.Context, t *Tx, itemID string, round int32, identityIDs []string) error {
	if len(identityIDs) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(identityIDs))
	for i := range ids {
		ids[i] = uuid.New()
	}
	if err := t.InsertCards(ctx, db.InsertCardsParams{Ids: ids, WorkItemID: itemID, Round: round, IdentityIds: identityIDs}); err != nil {
		return fmt.Errorf("insert cards: %w", err)
	}
	t.Trace(ids...)
	return nil
}

// RaiseCards makes every copy that still follows the item count as behind, and inserts jobs that update them. urgent
// is the copy that somebody looks at right now.
func RaiseCards(ctx context.Context, t *Tx, itemID string, urgent uuid.UUID) error {
	trip := &Trip{}
	raised := trip.RaiseCards(ctx, itemID)
	if err := t.Send(ctx, trip); err != nil {
		return err
	}
	t.Raised(*raised, urgent)
	return nil
}

// RaiseCards has a trip make every copy that still follows the item count as behind. Raised is for the rows, once the trip was sent.
func (t *Trip) RaiseCards(ctx context.Context, itemID string) *[]db.RaiseCardsRow {
	raised := &[]db.RaiseCardsRow{}
	t.Ask(func(q *db.Queries) (err error) {
		if *raised, err = q.RaiseCards(ctx, itemID); err != nil {
			return fmt.Errorf("raise cards: %w", err)
		}
		return nil
	})
	return raised
}

// HomeOpen has a trip ask whether a person has opened their Home tab lately.
func (t *Trip) HomeOpen(ctx context.Context, teamID, slackUserID string) *bool {
	open := new(bool)
	t.Ask(func(q *db.Queries) (err error) {
		if *open, err = q.HomeLatelyOpen(ctx, db.HomeLatelyOpenParams{TeamID: teamID, SlackUserID: slackUserID}); err != nil {
			return fmt.Errorf("read home tab: %w", err)
		}
		return nil
	})
	return open
}

// Raised inserts the jobs that update cards which count as behind from now on. urgent is as in RaiseCards.
func (t *Tx) Raised(cards []db.RaiseCardsRow, urgent uuid.UUID) {
	for _, c := range cards {
		t.Trace(c.ID)
		if (c.State == db.CardPosted || c.State == db.CardWaiting) && !c.Claimed {
			t.Show(c.ID, c.Want, c.Attempt+1, QueueFor(c.State, c.ID == urgent))
		}
	}
}

// HomeSoon asks for a fresh Home tab if the person has opened theirs lately.
func HomeSoon(ctx context.Context, t *Tx, teamID, slackUserID, cause string) error {
	trip := &Trip{}
	open := trip.HomeOpen(ctx, teamID, slackUserID)
	if err := t.Send(ctx, trip); err != nil {
		return err
	}
	if *open {
		t.Home(slackUserID, cause)
	}
	return nil
}
