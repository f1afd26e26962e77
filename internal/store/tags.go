package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// The tag of an item is kept with what a card showed and with what was decided on, so that a gateway holds a decision against what the
// approver saw. docs/gateway-contract.md#the-tag

// tagToKeep is the tag that is stored with an item; nil where no gateway told it.
func tagToKeep(w approvals.WorkItem) *string {
	if !w.ByGateway {
		return nil
	}
	return textPtr(w.Tag)
}

// tagIn is the tag of the content that the row has; "" where another content was stored since, by a version that keeps no tags.
func tagIn(r db.WorkItem) string {
	if r.Tag == nil || !bytes.Equal(r.TagOf, r.ContentHash) {
		return ""
	}
	return *r.Tag
}

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
func noteTag(ctx context.Context, t *Tx, seen, was approvals.WorkItem) error {
	tag := tagToKeep(seen)
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
	return textPtr(tag)
}
