package approvals

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// AskedHash tells what an item asks for from what another asks for: for whom, and every line with its operation, its
// application and its value. Words that only describe are left out, and so are due dates and owners.
func AskedHash(w WorkItem) []byte {
	type line struct{ Application, Operation, Name, Value, NativeIdentity string }
	asked := struct {
		Type             ItemType
		TargetID, Target string
		Lines            []line
	}{Type: w.Type, TargetID: w.Target.ID, Target: w.Target.Name}
	for _, l := range w.Lines {
		asked.Lines = append(asked.Lines, line{l.Application, l.Operation, l.Name, l.Value, l.NativeIdentity})
	}
	h := sha256.Sum256(mustJSON(asked))
	return h[:]
}

// unread refuses a click on a card that shows something else than what the item asks for now. Cards that were shown by a
// version that did not note what they show are believed.
func unread(ctx context.Context, t *deskTx, cardID uuid.UUID, w WorkItem) error {
	if cardID == uuid.Nil {
		return nil
	}
	card, err := t.GetCard(ctx, cardID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read card: %w", err)
	}
	if card.WorkItemID == w.ID && card.AskedHash != nil && !bytes.Equal(card.AskedHash, AskedHash(w)) {
		return refuse(RefusedChanged)
	}
	return nil
}

// AskedStill reports whether an item, as it is read back, asks for what the decision was about.
func (c Claim) AskedStill(w WorkItem) bool {
	return c.asked == nil || bytes.Equal(c.asked, AskedHash(w))
}

func askedOf(row db.WorkItem) []byte {
	w, err := itemOf(row)
	if err != nil {
		return nil
	}
	return AskedHash(w)
}
