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
