package approvals

import "time"

// ChangePage is a page of what changed, as a gateway in IIQ tells by its cursor.
type ChangePage struct {
	// Items are those that can be used, in the order of their last change.
	Items []WorkItem
	// Next is where the next page begins. It is opaque: it is stored and sent back, and nothing else.
	Next string
	// More is true while the pages of this sweep follow.
	More bool
}

// BareItem is what a sweep over all work items tells of each.
type BareItem struct {
	ID string
	// Stamp is the last change by IIQ's clock; zero where it tells none.
	Stamp   time.Time
	OwnerID string
	State   ItemState
}

// OutcomeQuestion asks a gateway what became of an item. Request is the name of its identity request, "" where it has none.
type OutcomeQuestion struct{ WorkItemID, Request string }

// ItemFate is what a gateway says became of an item.
type ItemFate string

// The fates of items.
const (
	FateOpen    ItemFate = "open"
	FateDecided ItemFate = "decided"
	// FateUnknown says nothing: the item may have expired, or been withdrawn, or be kept from the bot.
	FateUnknown ItemFate = "unknown"
)

// ToldOutcome is the answer to an OutcomeQuestion. Summary is set for FateDecided; it has no comments.
type ToldOutcome struct {
	WorkItemID string
	Fate       ItemFate
	Summary    ApprovalSummary
}
