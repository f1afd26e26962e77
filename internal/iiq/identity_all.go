package iiq

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

// The date columns. `modified` is empty until the first change: docs/iiq-wire.md#filters-and-time
const (
	columnCreated  = "created"
	columnModified = "modified"
)

// PageOfIdentities takes a page, and the latest date at which IIQ made or changed one of its people, by IIQ's own
// clock; zero where IIQ gives none. An error ends the reading and is returned.
type PageOfIdentities = func(page []approvals.Identity, latest time.Time) error

func (c Config) bySCIM() bool { return c.IdentitySource == SourceSCIM }

// AllIdentities hands over everybody, in pages of at most limit (0: the configured size). The error is nil when the
// reading is complete. certain tells whether a person who was in no page is surely not in IIQ. SCIM's pages go by
// position, so a person who is missing there has to be asked for by id.
func (c *Client) AllIdentities(ctx context.Context, limit int, yield PageOfIdentities) (certain bool, err error) {
	if limit = c.pageOf(limit); limit < 1 || limit > maxPageSize {
		return false, fmt.Errorf("list identities: limit %d: %w", limit, ErrBadArgument)
	}
	if c.cfg.bySCIM() {
		err = c.users.allUsers(ctx, limit, yield)
	} else {
		certain, err = true, c.reads().allRows(ctx, limit, yield)
	}
	if err != nil {
		return false, fmt.Errorf("list identities: %w", err)
	}
	return certain, nil
}

// allRows reads the table to the first empty page, since a short page is not the end. It asks for the first page with
// its dates, which give the time to look for changes from.
func (c identityReads) allRows(ctx context.Context, limit int, yield PageOfIdentities) error {
	c.people.tryAnew()
	c.users.begin()
	return eachPage(func(after string) (identityPage, error) {
		f, stamped := Filter{}, after == ""
		if after != "" {
			f = After("id", after)
		}
		return c.tablePage(ctx, f, limit, stamped)
	}, yield)
}

// eachPage goes through pages in the order of ids until one is empty. read gives the page after an id, the first after
// "".
func eachPage(read func(after string) (identityPage, error), yield PageOfIdentities) error {
	for after := ""; ; {
		page, err := read(after)
		if err != nil || len(page.people) == 0 {
			return err
		}
		last, err := advanced(page.people, after)
		if err != nil {
			return err
		}
		if err := yield(page.people, page.latest); err != nil {
			return err
		}
		after = last
	}
}

// advanced gives the id to go on from. Ids are compared as IIQ's database orders them: 32 hexadecimal characters,
// perhaps without regard to case.
func advanced(page []approvals.Identity, after string) (last string, err error) {
	if err := progress(page, after); err != nil {
		return "", err
	}
	for _, i := range page {
		if strings.ToLower(i.ID) > strings.ToLower(last) {
			last = i.ID
		}
	}
	if strings.ToLower(last) <= strings.ToLower(after) {
		return "", fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errNoProgress)
	}
	return last, nil
}

// tablePage is one page in the shape that this IIQ answers, with its dates if it gives any.
func (c identityReads) tablePage(ctx context.Context, f Filter, limit int, stamped bool) (identityPage, error) {
	if stamped {
		page, err := c.stampedPage(ctx, f, limit, false)
		if !errors.Is(err, approvals.ErrNoChanges) {
			return page, err
		}
	}
	people, err := c.identities(ctx, f, limit)
	return identityPage{people: people}, err
}

// stampedPage asks with the date columns. A refusal is their fault if the same request without them is answered.
func (c identityReads) stampedPage(ctx context.Context, f Filter, limit int, inactiveToo bool) (identityPage, error) {
	ask := func(shape tableShape) (identityPage, error) {
		shape.stamped, shape.inactiveToo = true, inactiveToo && shape.activity == activityByFilter
		return c.askIdentityPage(ctx, shape, f, limit)
	}
	shape := c.people.shapeNow()
	page, err := ask(shape)
	if !transport.ColumnsRefused(err) && !errors.Is(err, errColumnLeftOut) {
		return page, err
	}
	if _, plainErr := c.identities(ctx, Filter{}, 1); plainErr != nil {
		return page, errors.Join(err, plainErr)
	}
	if now := c.people.shapeNow(); !sameShape(now, shape) {
		if page, err = ask(now); !transport.ColumnsRefused(err) {
			return page, err
		}
	}
	return page, c.users.noStamps(ctx)
}

// IdentitiesChangedSince hands over everybody who was made or changed after since, by IIQ's clock, in pages of at most
// limit. A since that is ahead of that clock is taken for two minutes before it. It leaves out deleted identities.
// approvals.ErrNoChanges: this IIQ cannot filter by dates.
func (c *Client) IdentitiesChangedSince(ctx context.Context, since time.Time, limit int, yield PageOfIdentities) error {
	limit = c.pageOf(limit)
	changed := c.reads().changedRows
	if c.cfg.bySCIM() {
		changed = c.users.changedUsers
	}
	if err := changed(ctx, since, limit, yield); err != nil {
		return fmt.Errorf("list changed identities: %w", err)
	}
	return nil
}

func (c identityReads) changedRows(ctx context.Context, since time.Time, limit int, yield PageOfIdentities) error {
	scope := c.dates.changedSince(since)
	return eachPage(func(after string) (identityPage, error) {
		f := scope
		if after != "" {
			f = And(scope, After("id", after))
		}
		return c.changedPage(ctx, f, limit)
	}, yield)
}

// changedPage also includes deactivated people where only a filter shows activity and hides them.
func (c identityReads) changedPage(ctx context.Context, f Filter, limit int) (identityPage, error) {
	if c.people.shapeNow().activity == activityByFilter {
		limit = min(limit, MaxInList)
	}
	page, err := c.stampedPage(ctx, f, limit, true)
	if err == nil && len(page.people) <= MaxInList && c.people.shapeNow().activity == activityByFilter {
		page.people, err = c.withActivity(ctx, page.people)
	}
	return page, err
}

// withActivity marks which of these people, who were asked for without the active filter, the filter lets through.
func (c identityReads) withActivity(ctx context.Context, people []approvals.Identity) ([]approvals.Identity, error) {
	if len(people) == 0 {
		return people, nil
	}
	ids := make([]string, len(people))
	for n, i := range people {
		ids[n] = i.ID
	}
	var let []approvals.Identity
	err := c.batch.inBatches(c.clock, ids, func(ids []string) error {
		some, err := c.identities(ctx, In("id", ids...), len(ids))
		let = append(let, some...)
		return err
	})
	if err != nil {
		return nil, err
	}
	active := make(map[string]bool, len(let))
	for _, i := range let {
		active[i.ID] = true
	}
	for n := range people {
		people[n].Inactive, people[n].ActivityKnown = !active[people[n].ID], true
	}
	return people, nil
}

// IdentitiesByID gives those of these identities that IIQ has, 100 ids at most. It asks SCIM for one after the other;
// SCIM does not mark workgroups.
func (c *Client) IdentitiesByID(ctx context.Context, ids []string) ([]approvals.Identity, error) {
	if len(ids) > MaxInList {
		return nil, fmt.Errorf("find identities: %d ids: %w", len(ids), ErrBadArgument)
	}
	var found []approvals.Identity
	var err error
	switch {
	case len(ids) == 0:
	case c.cfg.bySCIM():
		found, err = c.users.usersByID(ctx, ids)
	default:
		err = c.batch.inBatches(c.clock, ids, func(ids []string) error {
			some, err := c.reads().rowsByID(ctx, ids)
			found = append(found, some...)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("find identities: %w", err)
	}
	return found, nil
}

func (c identityReads) rowsByID(ctx context.Context, ids []string) ([]approvals.Identity, error) {
	if c.people.shapeNow().activity != activityByFilter {
		return c.identities(ctx, In("id", ids...), len(ids))
	}
	found, err := c.identityRows(ctx, In("id", ids...), len(ids), true)
	if err != nil {
		return nil, err
	}
	return c.withActivity(ctx, found)
}
