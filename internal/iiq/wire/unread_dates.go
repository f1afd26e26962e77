package wire

import (
	"maps"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// DatesUnread collects the dates of one object that could not be read. The zero DatesUnread is empty.
type DatesUnread map[approvals.DateKind]bool

func (d *DatesUnread) note(kind approvals.DateKind) {
	if *d == nil {
		*d = DatesUnread{}
	}
	(*d)[kind] = true
}

// Kinds lists them in order; nil where all dates were read.
func (d DatesUnread) Kinds() []approvals.DateKind {
	if len(d) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(d))
}
