package iiq

import (
	"context"
	"log/slog"
	"sync"
)

// maxUnreadKnown bounds the objects that are remembered as said.
const maxUnreadKnown = 1000

// unreadLog says once of each object that it cannot be read, not at every poll.
type unreadLog struct {
	mu   sync.Mutex
	said map[RejectedItem]bool
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
		log.WarnContext(ctx, "a work item cannot be read and is left out", "work_item_id", r.ID, "why", r.Why)
	}
}
