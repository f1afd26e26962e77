package jobs

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// ItemReader reads one work item of IIQ.
type ItemReader interface {
	// WorkItem reads by id, with descriptions. approvals.ErrNoAnswerByID does not say whether the item is gone.
	WorkItem(ctx context.Context, id string) (approvals.WorkItem, error)
	// WorkItemListed asks the list; approvals.ErrNotListed says that it is gone.
	WorkItemListed(ctx context.Context, id string) (approvals.WorkItem, error)
}

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

// Decider writes decisions to IIQ. It must send each write once.
type Decider interface {
	// Decide returns the completed item as IIQ answered it, and the beginning of the answer's text. The errors are those
	// of package approvals.
	Decide(ctx context.Context, w approvals.Write) (item approvals.WorkItem, text string, err error)
}

// MemberReader reads the members of a workgroup, one level deep. approvals.ErrNotAWorkgroup: the identity is none.
type MemberReader interface {
	Members(ctx context.Context, workgroupID string) ([]approvals.Identity, error)
}

// People is the part of the identity map that the workers need.
type People interface {
	// Reach finds the Slack user to write to; a *approvals.Refusal when there is none.
	Reach(ctx context.Context, identityID string) (approvals.SlackUser, error)
	// Reverify judges a decider again from IIQ and Slack: nil, a *approvals.Refusal, or an error that means "not now". The
	// error approvals.ErrNotListed says that IIQ's list has no such identity.
	Reverify(ctx context.Context, identityID, slackUserID string) error
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

// CardSender sends and changes cards in Slack. urgent is true where somebody waits for the card.
type CardSender interface {
	// MayPost and MayUpdate wait until Slack's limits allow the call, for a bounded time; their error means that nothing
	// was sent, and may wrap approvals.RetryAfterError.
	MayPost(ctx context.Context, slackUserID string, urgent bool) error
	MayUpdate(ctx context.Context, urgent bool) error
	// Post sends a card to a person. approvals.ErrUnclear: it may have gone out.
	Post(ctx context.Context, slackUserID string, v approvals.CardView) (channel, ts string, err error)
	// Update changes a card that was posted.
	Update(ctx context.Context, channel, ts string, v approvals.CardView) error
	// Find searches the messages since then for the card of an unclear post, by the card id in the metadata.
	Find(ctx context.Context, slackUserID string, cardID uuid.UUID, since time.Time) (channel, ts string, found bool, err error)
}

// Answerer answers clicks at their response_url, which is outside the rate limits.
type Answerer interface {
	// Replace changes the message that was clicked.
	Replace(ctx context.Context, responseURL string, v approvals.CardView) error
	// Whisper shows a sentence to the clicker alone.
	Whisper(ctx context.Context, responseURL string, e approvals.ClickerNotice) error
	// Tell sends the sentence as a direct message.
	Tell(ctx context.Context, slackUserID string, e approvals.ClickerNotice, v approvals.CardView) error
}

// HomePublisher renews Home tabs.
type HomePublisher interface {
	PublishHome(ctx context.Context, slackUserID string) error
}
