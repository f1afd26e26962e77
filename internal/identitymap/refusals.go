package identitymap

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// refusals keeps who could not be matched, and why, in identity_refusals. Administrators read it, and it spares look-ups that
// would end the same.
type refusals struct {
	q      *db.Queries
	teamID string
	clock  func() time.Time
	log    *slog.Logger
	// again bounds how many people are looked up again who were refused before.
	again *rate.Limiter
}

// refused stores a refusal for administrators and passes err on, even where storing fails.
func (f *refusals) refused(ctx context.Context, side db.RefusalSide, who, address string, err error) error {
	return f.keep(ctx, side, who, address, err, false)
}

// lookedUp is refused for what Slack and IdentityIQ have just been asked about. The refusal is remembered: see remembered.
func (f *refusals) lookedUp(ctx context.Context, side db.RefusalSide, who, address string, err error) error {
	return f.keep(ctx, side, who, address, err, true)
}

func (f *refusals) keep(ctx context.Context, side db.RefusalSide, who, address string, err error, asked bool) error {
	r, ok := approvals.AsRefusal(err)
	if !ok || !validID(who) {
		return err
	}
	kept := f.q.RecordRefusal(ctx, db.RecordRefusalParams{
		Side: side, Who: who, Why: string(r.Code), EmailFolded: emailKey(address), Now: f.clock(), Asked: asked,
	})
	if kept != nil {
		f.log.ErrorContext(ctx, "could not record who was refused", "side", string(side), "error", kept)
	}
	return err
}

// reachable removes the stored refusals of a person on both sides.
func (f *refusals) reachable(ctx context.Context, slackUserID, identityID string) error {
	err := f.q.ClearRefusals(ctx, db.ClearRefusalsParams{SlackUserID: slackUserID, IdentityID: identityID})
	if err != nil {
		return fmt.Errorf("clear refusals: %w", err)
	}
	return nil
}
