package approvals

import "time"

// QueueItem is a work item as the order of a person's queue sees it.
type QueueItem struct {
	ID string
	// Due is zero when the item does not expire.
	Due time.Time
	// Level is IIQ's own word: High, Normal or Low. Anything else counts as Normal.
	Level   string
	Created time.Time
}
