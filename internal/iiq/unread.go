package iiq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// maxUnreadKnown bounds the objects that are remembered as logged.
const maxUnreadKnown = 1000

// unreadLog logs once for each object what is wrong with it, not at every poll.
type unreadLog struct {
	words string
	mu    sync.Mutex
	said  map[[3]string]bool
}

// Why items of a list cannot be used, as the figures count them.
const (
	whyNoID    = "id"
	whyNoType  = "type"
	whyNoOwner = "owner"
	whyTooMuch = "size"
)

// ItemsUnusable counts the work items seen lately that get no card since they cannot be used at all, by what is wrong with them, up to
// 1,000 of each.
func (c *Client) ItemsUnusable() map[string]int {
	return c.unusable.count(c.Clock(), whyNoID, whyNoType, whyNoOwner, whyTooMuch)
}

// noteUnusable counts items that cannot be used. One without an id that can be read is known by its number.
func (c *Client) noteUnusable(rejected []RejectedItem) {
	for _, r := range rejected {
		c.unusable.note(whyUnusable(r.err), cmp.Or(r.ID, r.Number), c.Clock())
	}
}

func whyUnusable(err error) string {
	switch {
	case errors.Is(err, wire.ErrNoID):
		return whyNoID
	case errors.Is(err, wire.ErrNoType):
		return whyNoType
	case errors.Is(err, wire.ErrNoOwner):
		return whyNoOwner
	}
	return whyTooMuch
}

// partlyRead names the items that were not read whole, and what kinds of content are missing.
func partlyRead(items []approvals.WorkItem) []RejectedItem {
	var out []RejectedItem
	for _, w := range items {
		if !w.Whole() {
			out = append(out, RejectedItem{ID: w.ID, Number: w.Number, Why: fmt.Sprint(w.Unread)})
		}
	}
	return out
}

func (u *unreadLog) report(ctx context.Context, log *slog.Logger, rejected []RejectedItem) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, r := range rejected {
		key := [3]string{r.ID, r.Number, r.Why}
		if u.said[key] {
			continue
		}
		if u.said == nil || len(u.said) >= maxUnreadKnown {
			u.said = map[[3]string]bool{}
		}
		u.said[key] = true
		log.WarnContext(ctx, u.words, "work_item_id", r.ID, "number", r.Number, "why", r.Why)
	}
}

// DatesUnread counts the objects seen lately that have a date which could not be read, by kind, up to 1,000 of each.
func (c *Client) DatesUnread() map[string]int {
	return c.dates.unread.count(c.Clock(), stampOfItem, stampOfIdentity, stampOfReview, dateOfRequest)
}
