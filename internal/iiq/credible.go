package iiq

import (
	"log/slog"
	"sync"
	"time"
)

// What stamps are of, in the log and in the figures.
const (
	stampOfItem     = "work_item"
	stampOfIdentity = "identity"
	stampOfReview   = "review_entity"
)

const (
	// slightlyAhead is how far ahead of IIQ's clock a stamp may be without being told of. IIQ's servers differ by so much.
	slightlyAhead = 5 * time.Minute
	// farAhead ends what a question for changes asks for. Without an end, thousands of objects that were made while a clock was wrong
	// would be in the answer to each question until that time has come. The rounds over everything read them as well.
	farAhead = 7 * 24 * time.Hour
	// Objects whose stamps are ahead are counted for aheadKept after they were last seen, and aheadMost of a kind.
	aheadKept = 2 * time.Hour
	aheadMost = 1000
	// aheadEvery is how often they are told of.
	aheadEvery = time.Hour
)

// Clock is the latest time that IIQ's clock can show now. A stamp of IIQ that is after it is wrong.
func (c *Client) Clock() time.Time { return c.server.now(c.clock()) }

// credible gives the latest of an object's stamps that IIQ's clock allows; zero where there is none.
func (c *Client) credible(kind, id string, stamps ...time.Time) time.Time {
	var latest time.Time
	now := c.Clock()
	for _, t := range stamps {
		if !t.After(now) {
			latest = later(latest, t)
		} else if t.Sub(now) > slightlyAhead {
			c.ahead.note(c.log, kind, id, t, now)
		}
	}
	return latest
}

// changedSince is the filter for what was made or changed at or after since. A new object has no modified yet, so it also
// filters by created: docs/iiq-wire.md#filters-and-time.
func (c *Client) changedSince(since time.Time) Filter {
	since, until := c.server.notAhead(since, c.clock()), c.Clock().Add(farAhead)
	return Or(And(NotNull(columnModified), AtLeast(columnModified, since), AtMost(columnModified, until)),
		And(IsNull(columnModified), AtLeast(columnCreated, since), AtMost(columnCreated, until)))
}

// StampsAhead counts the objects seen lately whose stamps are ahead of IIQ's own clock, by kind, up to 1,000 of each.
func (c *Client) StampsAhead() map[string]int { return c.ahead.count(c.Clock()) }

// aheadBook remembers them. The zero aheadBook is empty.
type aheadBook struct {
	mu   sync.Mutex
	seen map[string]map[string]time.Time
	told map[string]time.Time
}

func (b *aheadBook) note(log *slog.Logger, kind, id string, stamp, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen == nil {
		b.seen, b.told = map[string]map[string]time.Time{}, map[string]time.Time{}
	}
	if b.seen[kind] == nil {
		b.seen[kind] = map[string]time.Time{}
	}
	if _, known := b.seen[kind][id]; known || len(b.seen[kind]) < aheadMost {
		b.seen[kind][id] = now
	}
	if last, told := b.told[kind]; !told || now.Sub(last) >= aheadEvery || now.Before(last) {
		b.told[kind] = now
		log.Warn("IdentityIQ gave a stamp ahead of its own clock; the stamp counts for nothing", "kind", kind, "id", id, "stamp", stamp,
			"ahead_by", stamp.Sub(now).Round(time.Second).String())
	}
}

func (b *aheadBook) count(now time.Time) map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := map[string]int{stampOfItem: 0, stampOfIdentity: 0, stampOfReview: 0}
	for kind, ids := range b.seen {
		for id, at := range ids {
			if now.Sub(at) > aheadKept {
				delete(ids, id)
			}
		}
		all[kind] = len(ids)
	}
	return all
}
