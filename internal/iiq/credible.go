package iiq

import (
	"log/slog"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// What stamps are of, in the log and in the figures.
const (
	stampOfItem     = "work_item"
	stampOfIdentity = "identity"
	stampOfReview   = "review_entity"
)

// dateOfRequest is an identity request among what dates are of; the others are as for stamps.
const dateOfRequest = "identity_request"

const (
	// slightlyAhead is how far ahead of IIQ's clock a stamp may be without being told of. IIQ's servers differ by so much.
	slightlyAhead = 5 * time.Minute
	// farAhead ends what a question for changes asks for. Without an end, thousands of objects that were made while a clock was wrong
	// would be in the answer to each question until that time has come. The rounds over everything read them as well.
	farAhead = 7 * 24 * time.Hour
)

// Clock is the latest time that IIQ's clock can show now. A stamp of IIQ that is after it is wrong.
func (c *Client) Clock() time.Time { return c.dates.now() }

// StampsAhead counts the objects seen lately whose stamps are ahead of IIQ's own clock, by kind, up to 1,000 of each.
func (c *Client) StampsAhead() map[string]int { return c.dates.ahead.count(c.Clock()) }

// dateBook judges the dates of what IIQ gives by IIQ's own clock, and counts those that are wrong or cannot be read.
type dateBook struct {
	server *transport.ServerClock
	clock  func() time.Time
	log    *slog.Logger
	ahead  aheadBook
	unread lately
}

// now is the latest time that IIQ's clock can show now.
func (b *dateBook) now() time.Time { return b.server.Now(b.clock()) }

// credible gives the latest of an object's stamps that IIQ's clock allows; zero where there is none.
func (b *dateBook) credible(kind, id string, stamps ...time.Time) time.Time {
	var latest time.Time
	now := b.now()
	for _, t := range stamps {
		if !t.After(now) {
			latest = wire.Later(latest, t)
		} else if t.Sub(now) > slightlyAhead {
			b.ahead.note(b.log, kind, id, t, now)
		}
	}
	return latest
}

// changedSince is the filter for what was made or changed at or after since. A new object has no modified yet, so it also
// filters by created: docs/iiq-wire.md#filters-and-time.
func (b *dateBook) changedSince(since time.Time) Filter {
	since, until := b.server.NotAhead(since, b.clock()), b.now().Add(farAhead)
	return Or(And(NotNull(columnModified), AtLeast(columnModified, since), AtMost(columnModified, until)),
		And(IsNull(columnModified), AtLeast(columnCreated, since), AtMost(columnCreated, until)))
}

// unreadDate notes that a date of an object could not be read. The log names one object of a kind an hour, and no date: its text is
// anybody's.
func (b *dateBook) unreadDate(kind, id string, which ...approvals.DateKind) {
	if len(which) > 0 && b.unread.note(kind, id, b.now()) {
		b.log.Warn("IdentityIQ gave a date that cannot be read; it counts as unknown", "kind", kind, "id", id, "dates", which)
	}
}

// noteEndsUnread counts the requests with a summary whose end cannot be read.
func (b *dateBook) noteEndsUnread(found []approvals.IdentityRequest) {
	for _, r := range found {
		if slices.ContainsFunc(r.Summaries, func(s approvals.ApprovalSummary) bool { return s.EndedUnread }) {
			b.unreadDate(dateOfRequest, r.ID, approvals.DateEnd)
		}
	}
}

// aheadBook remembers them. The zero aheadBook is empty.
type aheadBook struct{ lately }

func (b *aheadBook) note(log *slog.Logger, kind, id string, stamp, now time.Time) {
	if b.lately.note(kind, id, now) {
		log.Warn("IdentityIQ gave a stamp ahead of its own clock; the stamp counts for nothing", "kind", kind, "id", id, "stamp", stamp,
			"ahead_by", stamp.Sub(now).Round(time.Second).String())
	}
}

func (b *aheadBook) count(now time.Time) map[string]int {
	return b.lately.count(now, stampOfItem, stampOfIdentity, stampOfReview)
}
