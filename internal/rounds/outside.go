package rounds

import (
	"context"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// ItemLister reads many work items of IIQ.
type ItemLister interface {
	// Clock is the latest time that IIQ's own clock can show now.
	Clock() time.Time
	// WorkItemsChangedSince yields every item of these types that was made or changed since, page by page.
	WorkItemsChangedSince(ctx context.Context, since time.Time, types []approvals.ItemType, yield func([]approvals.WorkItem) error) error
	// OpenWorkItemsAfter reads up to limit items with an id greater than lastID, in the order of ids.
	OpenWorkItemsAfter(ctx context.Context, lastID string, limit int) ([]approvals.WorkItem, error)
	// WorkItemsByID reads at most 100 items. An item that is neither found nor unreadable is not in IIQ's list.
	WorkItemsByID(ctx context.Context, ids []string) (found map[string]approvals.WorkItem, unreadable []string, err error)
}

// ChangeReader tells what changed by the cursor of a gateway in IIQ, so that nothing is missed whatever its clocks say.
type ChangeReader interface {
	// WorkItemChanges gives the page after a cursor; "" begins with the oldest. approvals.ErrNotOffered: there is no gateway that
	// can. approvals.ErrBadCursor: it does not take the cursor.
	WorkItemChanges(ctx context.Context, cursor string) (approvals.ChangePage, error)
	// Settles is how much later than its stamp a change may show, as the gateway says; 0 where none is known.
	Settles() time.Duration
}

// BulkReader tells of very many items at once, where a gateway in IIQ offers that; else approvals.ErrNotOffered.
type BulkReader interface {
	// WorkItemStates gives the bare rows of the items after an id, of all types and states, in the order of ids. Only an empty page
	// is the end.
	WorkItemStates(ctx context.Context, after string) ([]approvals.BareItem, error)
	// Outcomes tells what became of up to 200 items, in the order asked.
	Outcomes(ctx context.Context, asked []approvals.OutcomeQuestion) ([]approvals.ToldOutcome, error)
}

// RequestReader reads what remains of items that are gone: their identity requests.
type RequestReader interface {
	// IdentityRequest finds one by name; approvals.ErrNotListed when there is none.
	IdentityRequest(ctx context.Context, name string) (approvals.IdentityRequest, error)
	// IdentityRequests finds up to 100 by name in one call. One that is not among them says nothing.
	IdentityRequests(ctx context.Context, names []string) ([]approvals.IdentityRequest, error)
}

// MemberReader reads the members of a workgroup, one level deep. approvals.ErrNotAWorkgroup: the identity is none.
type MemberReader interface {
	Members(ctx context.Context, workgroupID string) ([]approvals.Identity, error)
}

// People is the part of the identity map that the rounds need.
type People interface {
	// KindsOf gives what kind of identity each of these is, in few queries and calls however many they are. It asks IIQ for
	// those that the map does not know. The caller bounds them.
	KindsOf(ctx context.Context, identityIDs []string) (map[string]Kind, error)
}

// kindOf is KindsOf for one identity.
func kindOf(ctx context.Context, p People, identityID string) (Kind, error) {
	kinds, err := p.KindsOf(ctx, []string{identityID})
	return kinds[identityID], err
}

// Kind is what IIQ takes an identity for.
type Kind string

// In IIQ a workgroup is an identity, too. An unlisted identity may be too new, or gone while something still refers to
// it.
const (
	KindPerson    Kind = "person"
	KindWorkgroup Kind = "workgroup"
	KindUnlisted  Kind = "unlisted"
)
