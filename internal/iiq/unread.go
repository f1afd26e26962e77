package iiq

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// maxUnreadKnown bounds the objects that are remembered as logged.
const maxUnreadKnown = 1000

// unreadLog logs once for each object what is wrong with it, not at every poll.
type unreadLog struct {
	words string
	mu    sync.Mutex
	said  map[RejectedItem]bool
}

// partlyRead names the items that were not read whole, and what kinds of content are missing.
func partlyRead(items []approvals.WorkItem) []RejectedItem {
	var out []RejectedItem
	for _, w := range items {
		if !w.Whole() {
			out = append(out, RejectedItem{ID: w.ID, Why: fmt.Sprint(w.Unread)})
		}
	}
	return out
}

func (u *unreadLog) report(ctx context.Context, log *slog.Logger, rejected []RejectedItem) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, r := range rejected {
		if u.said[r] {
			continue
		}
		if u.said == nil || len(u.said) >= maxUnreadKnown {
			u.said = map[RejectedItem]bool{}
		}
		u.said[r] = true
		log.WarnContext(ctx, u.words, "work_item_id", r.ID, "why", r.Why)
	}
}
