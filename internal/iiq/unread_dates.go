package iiq

import (
	"maps"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// dateOfRequest is an identity request among what dates are of; the others are as for stamps.
const dateOfRequest = "identity_request"

// DatesUnread counts the objects seen lately that have a date which could not be read, by kind, up to 1,000 of each.
func (c *Client) DatesUnread() map[string]int {
	return c.datesUnread.count(c.Clock(), stampOfItem, stampOfIdentity, stampOfReview, dateOfRequest)
}

// unreadDate notes that a date of an object could not be read. The log names one object of a kind an hour, and no date: its text is
// anybody's.
func (c *Client) unreadDate(kind, id string, which ...approvals.DateKind) {
	if len(which) > 0 && c.datesUnread.note(kind, id, c.Clock()) {
		c.log.Warn("IdentityIQ gave a date that cannot be read; it counts as unknown", "kind", kind, "id", id, "dates", which)
	}
}

// datesUnread collects the dates of one object that could not be read. The zero datesUnread is empty.
type datesUnread map[approvals.DateKind]bool

func (d *datesUnread) note(kind approvals.DateKind) {
	if *d == nil {
		*d = datesUnread{}
	}
	(*d)[kind] = true
}

// kinds lists them in order; nil where all dates were read.
func (d datesUnread) kinds() []approvals.DateKind {
	if len(d) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(d))
}
