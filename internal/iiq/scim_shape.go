package iiq

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// emailFilters are the possible filters by address, the standard's own first (RFC 7644 section 3.4.2.2).
func emailFilters() []string { return []string{"emails.value", "emails"} }

// userShape is the form of a request for users that this IIQ answers.
type userShape struct {
	// whole: users are not reduced to the wanted attributes. unsorted: users are not sorted by id.
	whole, unsorted bool
}

// userList knows what this IIQ's SCIM refuses.
type userList struct {
	mu     sync.Mutex // guards what follows
	shape  userShape
	silent bool
	// emailFilter is the index in emailFilters of the one that works; len(emailFilters()) when none does.
	emailFilter int
	noStamps    bool
	noNames     bool
}

func (l *userList) shapeNow() userShape {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shape
}

// with changes the stored knowledge, and reports whether that is new.
func (l *userList) with(change func(*userList)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(l)
}

// begin makes everything be tried anew that was refused, since IIQ may have been repaired, or the failure had another
// cause.
func (l *userList) begin() {
	l.with(func(l *userList) {
		l.shape, l.silent, l.emailFilter, l.noStamps, l.noNames = userShape{}, false, 0, false, false
	})
}

func (l *userList) report() IdentityReport {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := IdentityReport{ActivityUnknown: l.silent, NoEmailSearch: l.emailFilter == len(emailFilters()), NoChanges: l.noStamps}
	if l.shape.whole {
		r.Refused = append(r.Refused, "attributes")
	}
	if l.shape.unsorted {
		r.Refused = append(r.Refused, "sortBy")
	}
	return r
}

// scimClient reads people from SCIM: docs/iiq-wire.md#scim
type scimClient struct {
	userList
	calls *transport.Caller
	root  string
	dates *dateBook
	clock func() time.Time
	log   *slog.Logger
	// listLimit bounds the body of a list, in bytes.
	listLimit int64
}

// userPage asks for one page in the shape that this IIQ answers. It finds a refusal out once and logs it.
func (c *scimClient) userPage(ctx context.Context, q userQuery) (wire.UserPage, error) {
	shape := c.shapeNow()
	page, err := c.askUsers(ctx, q, shape)
	if transport.ColumnsRefused(err) {
		page, shape, err = c.otherShape(ctx, q, shape, err)
	}
	if err != nil || page.Told || len(page.Users) == 0 || shape.whole || c.report().ActivityUnknown {
		return page, err
	}
	// No user shows whether they are active, perhaps because only some attributes were asked for.
	whole := shape
	whole.whole = true
	if all, err := c.askUsers(ctx, q, whole); err == nil && all.Told {
		c.keepShape(ctx, whole)
		return all, nil
	}
	return page, nil
}

// otherShape tries the other shapes and keeps the one that is answered. When none is, the filter or something else was
// at fault.
func (c *scimClient) otherShape(ctx context.Context, q userQuery, tried userShape, refusal error) (wire.UserPage, userShape, error) {
	for _, s := range []userShape{{}, {whole: true}, {unsorted: true}, {true, true}} {
		if s == tried {
			continue
		}
		page, err := c.askUsers(ctx, q, s)
		if err == nil {
			c.keepShape(ctx, s)
			return page, s, nil
		}
		if !transport.ColumnsRefused(err) {
			return page, s, err
		}
	}
	return wire.UserPage{}, tried, refusal
}

func (c *scimClient) keepShape(ctx context.Context, s userShape) {
	c.with(func(l *userList) { l.shape = s })
	c.log.WarnContext(ctx, "IdentityIQ's SCIM takes less than the standard", "all_attributes_read", s.whole, "unsorted", s.unsorted)
}
