package iiq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// sameEmailLimit is how many identities with one e-mail address are asked for. The answer must have fewer, since all
// but one of them may be inactive, and one that is left out may be the active one.
const sameEmailLimit = 10

// errShared is for an address that more identities have than the answer shows.
func errShared() error { return approvals.Refuse(approvals.RefusedAmbiguous) }

// maxEmail is the longest valid address (RFC 5321 section 4.5.3.1.3).
const maxEmail = 254

// identityReads are the calls that read people and workgroups, behind what Client offers.
type identityReads struct{ *Client }

func (c *Client) reads() identityReads { return identityReads{c} }

// Identities gives up to limit identities of the table (0: the configured page size), people and workgroups, whose id
// comes after afterID, in the order of the ids. An empty page is the end; a short one is not. The first call finds out
// how this IIQ shows activity, and which columns it refuses; see IdentityReport.
func (c *Client) Identities(ctx context.Context, afterID string, limit int) ([]approvals.Identity, error) {
	if limit = c.pageOf(limit); limit < 1 || limit > maxPageSize {
		return nil, fmt.Errorf("list identities: limit %d: %w", limit, ErrBadArgument)
	}
	if afterID == "" {
		c.people.tryAnew()
	}
	var f Filter
	if afterID != "" {
		f = After("id", afterID)
	}
	found, err := c.reads().identities(ctx, f, limit)
	if err == nil {
		err = progress(found, afterID)
	}
	if err != nil {
		return nil, fmt.Errorf("list identities: %w", err)
	}
	return found, nil
}

func progress(found []approvals.Identity, after string) error {
	for _, i := range found {
		if i.ID == after || hexID.MatchString(after) && hexID.MatchString(i.ID) && i.ID < after {
			return fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errNoProgress)
		}
		after = i.ID
	}
	return nil
}

// IdentitiesByEmail gives the identities with this address, without regard to case, ten at most. Where only a filter
// shows activity (IdentityReport), inactive ones are left out. approvals.ErrNoEmailSearch: SCIM refuses the filter.
func (c *Client) IdentitiesByEmail(ctx context.Context, email string) ([]approvals.Identity, error) {
	email = strings.TrimSpace(email)
	if !isEmail(email) {
		return nil, fmt.Errorf("find identity by e-mail: address: %w", ErrBadArgument)
	}
	if c.cfg.bySCIM() {
		found, err := c.users.usersByEmail(ctx, email)
		if err != nil {
			return nil, fmt.Errorf("find identity by e-mail: %w", err)
		}
		return found, nil
	}
	found, err := c.reads().identities(ctx, EqFold(c.people.columnName("email"), email), sameEmailLimit)
	for _, i := range found {
		if err == nil && !caseless.Same(strings.TrimSpace(i.Email), email) {
			err = fmt.Errorf("%w: %w", approvals.ErrIIQBroken, wire.ErrNotAsked)
		}
	}
	if err == nil && len(found) >= sameEmailLimit {
		err = errShared()
	}
	if err != nil {
		return nil, fmt.Errorf("find identity by e-mail: %w", err)
	}
	return found, nil
}

// isEmail is strict on characters with a meaning in a filter, and leaves the rest to IIQ.
func isEmail(s string) bool {
	name, domain, ok := strings.Cut(s, "@")
	return ok && name != "" && domain != "" && len(s) <= maxEmail && !strings.ContainsAny(s, "\"\\(){}<>, \t\n\r")
}

// IdentityByID gives one identity. approvals.ErrNotListed: a well-formed list did not have it.
func (c *Client) IdentityByID(ctx context.Context, id string) (approvals.Identity, error) {
	byID := c.reads().identityByID
	if c.cfg.bySCIM() {
		byID = c.reads().personByID
	}
	found, err := byID(ctx, id)
	if err != nil {
		return approvals.Identity{}, fmt.Errorf("find identity: %w", err)
	}
	return found, nil
}

func (c identityReads) identityByID(ctx context.Context, id string) (approvals.Identity, error) {
	if !validID(id) {
		return approvals.Identity{}, fmt.Errorf("id: %w", ErrBadArgument)
	}
	one, err := c.oneIdentity(ctx, id, false)
	if !errors.Is(err, approvals.ErrNotListed) || c.people.shapeNow().activity != activityByFilter {
		return one, err
	}
	// The filter hides inactive people, so a person who only appears without it is inactive.
	one, err = c.oneIdentity(ctx, id, true)
	one.Inactive, one.ActivityKnown = true, err == nil
	return one, err
}

// personByID is IdentityByID by SCIM. SCIM may give a workgroup by id as if it were a person; the plugin's members
// call tells them apart.
func (c identityReads) personByID(ctx context.Context, id string) (approvals.Identity, error) {
	u, err := c.users.userByID(ctx, id)
	if err != nil {
		return approvals.Identity{}, err
	}
	members, err := c.Members(ctx, id)
	if err != nil && !errors.Is(err, approvals.ErrNotAWorkgroup) {
		return approvals.Identity{}, err
	}
	u.Workgroup = len(members) > 0
	return u.Identity, nil
}

func (c identityReads) oneIdentity(ctx context.Context, id string, inactiveToo bool) (approvals.Identity, error) {
	found, err := c.identityRows(ctx, Eq("id", id), 2, inactiveToo)
	switch {
	case err != nil:
		return approvals.Identity{}, err
	case len(found) == 0:
		return approvals.Identity{}, approvals.ErrNotListed
	case len(found) > 1 || found[0].ID != id:
		return approvals.Identity{}, fmt.Errorf("%w: %w", approvals.ErrIIQBroken, wire.ErrNotAsked)
	}
	return found[0], nil
}

func (c identityReads) identities(ctx context.Context, f Filter, limit int) ([]approvals.Identity, error) {
	return c.identityRows(ctx, f, limit, false)
}

// identityRows asks in the shape that this IIQ answers. After a refusal it finds such a shape.
func (c identityReads) identityRows(ctx context.Context, f Filter, limit int, inactiveToo bool) ([]approvals.Identity, error) {
	shape := c.people.shapeNow()
	shape.inactiveToo = inactiveToo
	found, err := c.askIdentities(ctx, shape, f, limit)
	if !transport.ColumnsRefused(err) && !errors.Is(err, errColumnLeftOut) {
		return found, err
	}
	better, probeErr := c.people.probe(ctx, shape, c)
	if probeErr != nil {
		return nil, errors.Join(err, probeErr)
	}
	better.inactiveToo = inactiveToo
	return c.askIdentities(ctx, better, f, limit)
}

// identityPage is a page of people, with the latest date at which IIQ made or changed one of them; zero when it gives
// none.
type identityPage struct {
	people []approvals.Identity
	latest time.Time
}

func (c identityReads) askIdentities(ctx context.Context, shape tableShape, f Filter, limit int) ([]approvals.Identity, error) {
	page, err := c.askIdentityPage(ctx, shape, f, limit)
	return page.people, err
}

func (c identityReads) askIdentityPage(ctx context.Context, shape tableShape, f Filter, limit int) (identityPage, error) {
	columns := c.people.columnsOf(shape)
	f = And(f, shape.filter(c.people.columnName("workgroup"), c.cfg.ActiveFilter))
	if f.Err() != nil {
		return identityPage{}, f.Err()
	}
	asked := names(columns)
	if shape.stamped {
		asked += "," + columnCreated + "," + columnModified
	}
	query := url.Values{"attributes": {asked}, "limit": {strconv.Itoa(limit)}, "orderby": {"id"}}
	if !f.empty() {
		query.Set("filter", f.String())
	}
	var found identityPage
	told := false
	err := c.calls.Read(ctx, transport.Read{
		Endpoint: "table/Identity", Limit: c.listLimit, URL: c.pluginURL("/table/Identity", query),
		Parse: func(a *transport.Answer) error {
			found, told = identityPage{}, shape.activity != activityByColumn
			return wire.ReadTable(a.Body, func(r wire.Row) error {
				i, err := readIdentity(r, columns, shape.activity)
				i.Partial = len(shape.without) > 0
				found.people, told = append(found.people, i), told || r.Has(nameOf(columns, "inactive"))
				unread := wire.DatesUnread{}
				found.latest = wire.Later(found.latest, c.dates.credible(stampOfIdentity, i.ID,
					r.Stamp(columnCreated, approvals.DateCreated, &unread), r.Stamp(columnModified, approvals.DateModified, &unread)))
				c.dates.unreadDate(stampOfIdentity, i.ID, unread.Kinds()...)
				return err
			})
		},
	})
	if err == nil && len(found.people) > 0 && !told {
		return identityPage{}, fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errColumnLeftOut)
	}
	return found, err
}

// readIdentity needs only an id. A person whose row lacks the activity is not known to be active.
func readIdentity(r wire.Row, columns []column, told activity) (approvals.Identity, error) {
	raw := func(field string) string {
		if name := nameOf(columns, field); name != "" {
			return r.Text(name)
		}
		return ""
	}
	get := func(field string) string { return wire.OneLine(raw(field)) }
	i := approvals.Identity{
		ID: get("id"), Name: get("name"), Email: get("email"), Department: wire.Label(raw("department")),
		Display: wire.Label(cmp.Or(raw("displayName"), wire.JoinPresent(" ", raw("firstname"), raw("lastname")))),
	}
	if !validID(i.ID) {
		return i, fmt.Errorf("an identity: %w", wire.ErrNoID)
	}
	if id := get("manager.id"); validID(id) {
		i.ManagerID = id
	}
	if name := nameOf(columns, "workgroup"); name != "" {
		i.Workgroup, _ = r.Flag(name)
	}
	switch told {
	case activityByColumn:
		i.Inactive, i.ActivityKnown = r.Flag(nameOf(columns, "inactive"))
	case activityByFilter:
		i.ActivityKnown = true
	}
	return i, nil
}
