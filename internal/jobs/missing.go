package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/absences"
)

// missingError says that an answer lacks what our tables have, perhaps by mistake. Callers ask again.
type missingError struct {
	kind  approvals.AbsenceKind
	again time.Duration
}

func (e *missingError) Error() string {
	return fmt.Sprintf("IdentityIQ does not list the %s any more; nothing follows from that before it was asked again", e.kind)
}

func isMissing(err error) bool {
	var missing *missingError
	return errors.As(err, &missing)
}

// gone is nil when the thing is known to be gone, and a *missingError when IIQ has to be asked again.
func gone(ctx context.Context, desk *store.Store, r absences.Reading) error {
	a, err := desk.Absent(ctx, schedule.Lease{}, r)
	if err != nil {
		return err
	}
	if len(a.Gone) == 0 {
		return &missingError{kind: r.Kind, again: a.Again}
	}
	return nil
}
