package approvals

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
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
	b, err := json.Marshal(asked)
	if err != nil {
		// Strings always marshal.
		panic(fmt.Sprintf("marshal what is asked for: %v", err))
	}
	h := sha256.Sum256(b)
	return h[:]
}

// askedMark is how much of AskedHash a control carries: short enough for it, and too long for anybody to find two requests
// that have it in common.
const askedMark = 16

// AskedMark is the beginning of AskedHash, in 22 letters, digits, - and _, for controls that stand on no card.
func AskedMark(w WorkItem) string {
	return markOf(AskedHash(w))
}

func markOf(hash []byte) string { return base64.RawURLEncoding.EncodeToString(hash[:askedMark]) }

// AskedMark is that of what the view is about, hidden or not.
func (v CardView) AskedMark() string {
	if v.Asked == nil {
		return AskedMark(v.Item)
	}
	return markOf(v.Asked)
}

// unread refuses a click where something else was shown than what the item asks for now. Cards and controls of a version
// that did not note what they show are believed.
func unread(ctx context.Context, t *deskTx, c Click, asked []byte) error {
	if c.Asked != "" && c.Asked != markOf(asked) {
		return Refuse(RefusedChanged)
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
		return Refuse(RefusedChanged)
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
