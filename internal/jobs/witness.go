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

// IdentityLister reads identities of IIQ by their ids, 100 at most.
type IdentityLister interface {
	// IdentitiesByID returns those of these identities that IIQ has.
	IdentitiesByID(ctx context.Context, ids []string) ([]approvals.Identity, error)
}

// Witness asks IIQ for something that is known to exist. A list that is empty, or lacks everything that was asked for,
// proves nothing while IIQ shows nothing else either.
type Witness struct {
	Store  *store.Store
	People IdentityLister
}

// witnessPeople is how many people are asked for, since one of them may have gone meanwhile.
const witnessPeople = 5

// Seen reports whether IIQ shows anybody whom our tables know.
func (w *Witness) Seen(ctx context.Context) (bool, error) {
	if w == nil {
		return false, nil
	}
	ids, err := w.Store.PeopleKnown(ctx, witnessPeople)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	found, err := w.People.IdentitiesByID(ctx, ids)
	if err != nil {
		return false, fmt.Errorf("look for somebody whom IdentityIQ knows: %w", err)
	}
	return len(found) > 0, nil
}

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
