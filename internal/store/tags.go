package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// The tag of an item is kept with what a card showed and with what was decided on, so that a gateway holds a decision against what the
// approver saw. docs/gateway-contract.md#the-tag

// tagOn is the tag of what a card shows; "" where it is unknown, or a version showed it that notes none.
func tagOn(card db.Card) string {
	if card.Tag == nil || card.TagShown == nil || *card.TagShown != card.Shown {
		return ""
	}
	return *card.Tag
}

// otherTag reports whether a gateway tells another tag of the item than is stored with it.
func otherTag(seen, was approvals.WorkItem) bool {
	return was.Tag != "" && seen.ByGateway && seen.Tag != was.Tag
}

// noteTag keeps the tag of an item whose content is stored without one.
func noteTag(ctx context.Context, t *tx.Tx, seen, was approvals.WorkItem) error {
	tag := stored.TagToKeep(seen)
	if tag == nil || was.Tag != "" {
		return nil
	}
	if err := t.NoteTag(ctx, db.NoteTagParams{ID: seen.ID, Tag: tag}); err != nil {
		return fmt.Errorf("note tag: %w", err)
	}
	return nil
}

// tagSeen is the tag of what the clicker saw: of the card that they used, or, without a card, of the item, since a form and a Home tab
// are held against it by their marks.
func (k *clicked) tagSeen(c approvals.Click) *string {
	tag := tagOn(k.ownCard())
	if c.CardID == uuid.Nil {
		tag = k.s.Item.Tag
	}
	return stored.TextPtr(tag)
}
