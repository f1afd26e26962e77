package rounds

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
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
