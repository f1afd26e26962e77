package iiq

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// usersPath is the path of SCIM's users below {root}: docs/iiq-wire.md#scim
const usersPath = "/scim/v2/Users"

// userQuery is one page of users: its filter, its first position (from 1), and its size at most.
type userQuery struct {
	filter       string
	start, count int
}

func (c *scimClient) askUsers(ctx context.Context, q userQuery, shape userShape) (wire.UserPage, error) {
	query := url.Values{"startIndex": {strconv.Itoa(q.start)}, "count": {strconv.Itoa(q.count)}}
	if q.filter != "" {
		query.Set("filter", q.filter)
	}
	if !shape.whole {
		query.Set("attributes", wire.UserAttributes())
	}
	if !shape.unsorted {
		query.Set("sortBy", "id")
		query.Set("sortOrder", "ascending")
	}
	var page wire.UserPage
	err := c.calls.Read(ctx, transport.Read{
		Endpoint: "scim/Users", Kind: transport.CallSCIM, Limit: c.listLimit, URL: c.scimURL("", query),
		Parse: func(a *transport.Answer) (err error) {
			page, err = wire.ReadUserPage(a.Body)
			return err
		},
	})
	return page, err
}

// userByID reads one user. approvals.ErrNotListed: SCIM itself said that there is none.
func (c *scimClient) userByID(ctx context.Context, id string) (wire.User, error) {
	if !validID(id) {
		return wire.User{}, fmt.Errorf("id: %w", ErrBadArgument)
	}
	query := url.Values{}
	if !c.shapeNow().whole {
		query.Set("attributes", wire.UserAttributes())
	}
	u, err := c.askUser(ctx, id, query)
	if len(query) > 0 && (transport.ColumnsRefused(err) || err == nil && !u.ActivityKnown) {
		if whole, wholeErr := c.askUser(ctx, id, nil); wholeErr == nil {
			u, err = whole, nil
		}
	}
	if err == nil && u.ID != id {
		err = fmt.Errorf("%w: %w", approvals.ErrIIQBroken, wire.ErrNotAsked)
	}
	return u, err
}

func (c *scimClient) usersByID(ctx context.Context, ids []string) ([]approvals.Identity, error) {
	var found []approvals.Identity
	for _, id := range ids {
		u, err := c.userByID(ctx, id)
		switch {
		case errors.Is(err, approvals.ErrNotListed):
		case err != nil:
			return nil, err
		default:
			found = append(found, u.Identity)
		}
	}
	return found, nil
}

func (c *scimClient) askUser(ctx context.Context, id string, query url.Values) (wire.User, error) {
	var u wire.User
	err := c.calls.Read(ctx, transport.Read{
		Endpoint: "scim/Users/{id}", Kind: transport.CallUser, Limit: transport.SingleBodyLimit, URL: c.scimURL("/"+id, query),
		Parse: func(a *transport.Answer) (err error) {
			u, err = wire.ReadOneUser(a.Body)
			return err
		},
	})
	return u, err
}

func (c *scimClient) scimURL(below string, query url.Values) string {
	address := c.root + usersPath + below
	if len(query) > 0 {
		address += "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	}
	return address
}

// scimEq is attribute eq "value" (RFC 7644 section 3.4.2.2). No character of a value can end its string.
func scimEq(attribute, value string) (string, error) {
	quoted, err := quote(value)
	return attribute + " eq " + quoted, err
}

// usersByEmail tries the filters by address that this IIQ may take. It leaves out users who have the address as a
// secondary one.
func (c *scimClient) usersByEmail(ctx context.Context, email string) ([]approvals.Identity, error) {
	ways := emailFilters()
	way := 0
	c.with(func(l *userList) { way = l.emailFilter })
	for ; way < len(ways); way++ {
		filter, err := scimEq(ways[way], email)
		if err != nil {
			return nil, err
		}
		page, err := c.userPage(ctx, userQuery{filter, 1, sameEmailLimit})
		if transport.ColumnsRefused(err) {
			continue
		}
		c.with(func(l *userList) { l.emailFilter = way })
		if err != nil {
			return nil, err
		}
		if page.Total > len(page.Users) || len(page.Users) >= sameEmailLimit {
			return nil, errShared()
		}
		return withEmail(page.Users, email)
	}
	news := false
	c.with(func(l *userList) { news, l.emailFilter = l.emailFilter < len(ways), len(ways) })
	if news {
		c.log.WarnContext(ctx, "IdentityIQ's SCIM finds nobody by e-mail: the copy of the identities is searched, and whom it names is read by id")
	}
	return nil, approvals.ErrNoEmailSearch
}

func withEmail(users []wire.User, email string) ([]approvals.Identity, error) {
	var found []approvals.Identity
	for _, u := range users {
		same := func(one string) bool { return caseless.Same(one, email) }
		if !slices.ContainsFunc(u.Emails, same) {
			return nil, fmt.Errorf("%w: %w", approvals.ErrIIQBroken, wire.ErrNotAsked)
		}
		if same(u.Email) {
			found = append(found, u.Identity)
		}
	}
	return found, nil
}

// namesAtOnce is how many names one filter has, so that the URL stays short.
const namesAtOnce = 20

// usersByName finds people by name. missing are the names that SCIM does not find, which may be workgroups'.
func (c *scimClient) usersByName(ctx context.Context, names []string) (found []approvals.Identity, missing []string, err error) {
	for some := range slices.Chunk(names, namesAtOnce) {
		parts := make([]string, len(some))
		for n, name := range some {
			if parts[n], err = scimEq("userName", name); err != nil {
				return nil, nil, err
			}
		}
		page, err := c.userPage(ctx, userQuery{strings.Join(parts, " or "), 1, len(some)})
		if err != nil {
			return nil, nil, err
		}
		found = append(found, c.peopleOf(page).people...)
	}
	missing = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(found, func(i approvals.Identity) bool { return caseless.Same(i.Name, name) })
	})
	return found, missing, nil
}

// noNames notes that the plugin cannot be asked for the names that SCIM does not find, and logs it once.
func (c *scimClient) noNames(ctx context.Context, err error) {
	news := false
	c.with(func(l *userList) { news, l.noNames = !l.noNames, true })
	if news {
		c.log.WarnContext(ctx, "the plugin does not tell of identities by name: access reviews of workgroups may find nobody", "error", err)
	}
}
