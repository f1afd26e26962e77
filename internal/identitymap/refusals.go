package identitymap

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// refused stores a refusal for administrators and passes err on, even where storing fails.
func (m *Map) refused(ctx context.Context, side db.RefusalSide, who, address string, err error) error {
	return m.keepRefusal(ctx, side, who, address, err, false)
}

// lookedUp is refused for what Slack and IdentityIQ have just been asked about. The refusal is remembered: see remembered.
func (m *Map) lookedUp(ctx context.Context, side db.RefusalSide, who, address string, err error) error {
	return m.keepRefusal(ctx, side, who, address, err, true)
}

func (m *Map) keepRefusal(ctx context.Context, side db.RefusalSide, who, address string, err error, asked bool) error {
	r, ok := approvals.AsRefusal(err)
	if !ok || !validID(who) {
		return err
	}
	kept := m.q.RecordRefusal(ctx, db.RecordRefusalParams{
		Side: side, Who: who, Why: string(r.Code), EmailFolded: emailKey(address), Now: m.clock(), Asked: asked,
	})
	if kept != nil {
		m.log.ErrorContext(ctx, "could not record who was refused", "side", string(side), "error", kept)
	}
	return err
}

// reachable removes the stored refusals of a person on both sides.
func (m *Map) reachable(ctx context.Context, slackUserID, identityID string) error {
	err := m.q.ClearRefusals(ctx, db.ClearRefusalsParams{SlackUserID: slackUserID, IdentityID: identityID})
	if err != nil {
		return fmt.Errorf("clear refusals: %w", err)
	}
	return nil
}
