package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// refuseIfChanged refuses a click when the control showed something else than what the item asks for now. Controls of versions
// that did not note what they show are believed.
func refuseIfChanged(ctx context.Context, t *Tx, c approvals.Click, asked []byte) error {
	if c.RequestMark != "" && c.RequestMark != approvals.MarkFrom(asked) {
		return approvals.Refuse(approvals.RefusedChanged)
	}
	if c.CardID == uuid.Nil {
		return nil
	}
	card, err := t.GetCard(ctx, c.CardID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read card: %w", err)
	}
	if card.WorkItemID == c.WorkItemID && card.AskedHash != nil && !bytes.Equal(card.AskedHash, asked) {
		return approvals.Refuse(approvals.RefusedChanged)
	}
	return nil
}

// AskedStill reports whether the item, as read back, still asks for what the decision was about.
func (c Claim) AskedStill(w approvals.WorkItem) bool {
	return c.asked == nil || bytes.Equal(c.asked, approvals.RequestDigest(w))
}

func digestOf(row db.WorkItem) []byte {
	w, err := workItemFrom(row)
	if err != nil {
		return nil
	}
	return approvals.RequestDigest(w)
}
