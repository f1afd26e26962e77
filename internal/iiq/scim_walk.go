package iiq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

const (
	// maxEmptyPages is how many empty pages may follow each other before SCIM's own end. An account that may see only some
	// people can get such pages.
	maxEmptyPages = 10
	// maxStepsBack is how often one reading may go back for what moved towards the front.
	maxStepsBack = 1000
)

// scimWalk is the position in a list that only has positions (RFC 7644 section 3.4.2.4). Resources that come and go during
// the reading move the others. Pages may repeat one or leave one out, so the absence of one proves nothing.
type scimWalk struct {
	start     int
	total     int
	first     string
	empty     int
	longest   int
	stepsBack int
	// ofPage: this server's total may be that of each page alone, so only an empty page is the end.
	ofPage bool
}

func newSCIMWalk() scimWalk { return scimWalk{start: 1, total: -1} }

// scimPage is what a walk needs to know of a page: how many resources it has, the id of the first, and the total that it gives, -1 for
// none.
type scimPage struct {
	n, total int
	first    string
}

// next takes a page that was asked for with count, and finds the position of the page after it; more is false at the
// end.
func (w *scimWalk) next(p scimPage, count int) (more bool, err error) {
	grown := 0
	if w.start == 1 && p.n >= fewest && p.total == p.n {
		w.ofPage = true
	}
	if w.ofPage {
		p.total = -1
	}
	if w.total >= 0 && p.total >= 0 {
		grown = p.total - w.total
	}
	switch {
	case w.ofPage && p.n > 0 && p.first == w.first:
		// A server that gives everything to whatever place has told the truth.
		return false, nil
	case p.n > 0 && p.first == w.first && grown <= 0:
		return false, fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errNoProgress)
	case grown < 0 && w.start > 1 && w.stepsBack < maxStepsBack:
		// This many have left, and may have moved others across the edge of this page.
		w.first, w.start, w.stepsBack = "", max(1, w.start+grown), w.stepsBack+1
	case p.n > 0:
		w.first, w.empty, w.longest = p.first, 0, max(w.longest, p.n)
		w.start += p.n
	case p.total < 0:
		return false, nil
	default:
		if w.empty++; w.empty > maxEmptyPages {
			return false, fmt.Errorf("%w: %d pages are empty before the end", approvals.ErrIIQBroken, w.empty)
		}
		w.start += cmp.Or(w.longest, count)
	}
	w.total = p.total
	return p.total < 0 || w.start <= p.total, nil
}

// peopleOf converts the page's users to people.
func (c *scimClient) peopleOf(p wire.UserPage) identityPage {
	out := identityPage{people: make([]approvals.Identity, len(p.Users))}
	for n, u := range p.Users {
		c.dates.unreadDate(stampOfIdentity, u.ID, u.Unread.Kinds()...)
		out.people[n], out.latest = u.Identity, wire.Later(out.latest, c.dates.credible(stampOfIdentity, u.Identity.ID, u.Changed))
	}
	return out
}

// walkUsers hands over every user that a filter lets through, page by page.
func (c *scimClient) walkUsers(ctx context.Context, filter string, limit int, yield PageOfIdentities) error {
	w := newSCIMWalk()
	for {
		page, err := c.userPage(ctx, userQuery{filter, w.start, limit})
		if errors.Is(err, wire.ErrTooLarge) && limit > 1 {
			limit /= 2
			continue
		}
		if err != nil {
			return err
		}
		place := scimPage{n: len(page.Users), total: page.Total}
		if place.n > 0 {
			place.first = page.Users[0].ID
		}
		more, err := w.next(place, limit)
		if err != nil {
			return err
		}
		if len(page.Users) > 0 {
			told := c.peopleOf(page)
			if err := yield(told.people, told.latest); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
	}
}

// allUsers reads everybody. It logs when no user shows whether they are active.
func (c *scimClient) allUsers(ctx context.Context, limit int, yield PageOfIdentities) error {
	c.begin()
	told, anybody := false, false
	err := c.walkUsers(ctx, "", limit, func(page []approvals.Identity, latest time.Time) error {
		anybody = true
		for _, i := range page {
			told = told || i.ActivityKnown
		}
		c.with(func(l *userList) { l.silent = !told })
		return yield(page, latest)
	})
	if err == nil && anybody && !told {
		c.log.ErrorContext(ctx, "IdentityIQ's SCIM does not tell who is active: nobody counts as active and nothing can be decided")
	}
	return err
}

// changedUsers reads the users who were made or changed since. IIQ's property behind meta.lastModified is empty until
// the first change, so it also filters by meta.created, where this IIQ can.
func (c *scimClient) changedUsers(ctx context.Context, since time.Time, limit int, yield PageOfIdentities) error {
	since = c.calls.Server.NotAhead(since, c.clock())
	stamp := `"` + since.UTC().Format("2006-01-02T15:04:05.000Z") + `"`
	modified := "meta.lastModified gt " + stamp
	for _, filter := range []string{modified + " or meta.created gt " + stamp, modified} {
		told := false
		err := c.walkUsers(ctx, filter, limit, func(page []approvals.Identity, latest time.Time) error {
			told = true
			return yield(page, latest)
		})
		if told || !transport.ColumnsRefused(err) {
			return err
		}
	}
	return c.noStamps(ctx)
}

// noStamps logs once that this IIQ cannot be asked for changes.
func (c *scimClient) noStamps(ctx context.Context) error {
	news := false
	c.with(func(l *userList) { news, l.noStamps = !l.noStamps, true })
	if news {
		c.log.WarnContext(ctx, "IdentityIQ cannot be asked which identities have changed: between two full refreshes those are read again who have something to approve")
	}
	return approvals.ErrNoChanges
}
