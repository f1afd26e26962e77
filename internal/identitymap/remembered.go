package identitymap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// longestRemembered is how old a refusal may be that counts because too many people are looked up again at once.
const longestRemembered = time.Hour

// remembered gives the refusal of a person whom nobody could match lately, so that each message of theirs, and each card for
// them, does not cost a call to Slack and one to IIQ. All replicas share it. It returns nil once they are linked, once Slack or
// IIQ has said something newer of them or of their address, and after age. More than LookupsAgain people a minute are not
// looked up again: for them the refusal counts up to an hour.
func (f *refusals) remembered(ctx context.Context, side db.RefusalSide, who string, age time.Duration) error {
	if !validID(who) {
		return nil
	}
	row, err := f.q.RememberedRefusal(ctx, db.RememberedRefusalParams{Side: side, Who: who, TeamID: f.teamID, Now: f.clock()})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read refusal: %w", err)
	}
	old := seconds(row.AgeSeconds)
	switch {
	case old < 0 || old > longestRemembered:
		return nil
	case old > age && f.again.AllowN(f.clock(), 1):
		return nil
	}
	return approvals.Refuse(approvals.RefusalCode(row.Why))
}
