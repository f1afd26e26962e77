package iiq

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/iiq-approvals/bot/internal/approvals"
)

var errNotSCIM = errors.New("not a list of SCIM")

// userPage is one page of SCIM's Users.
type userPage struct {
	users []user
	// total is totalResults, and -1 where the page does not give it.
	total int
	// told: some user of the page has the attribute active.
	told bool
}

// peopleOf converts the page's users to people.
func (c *Client) peopleOf(p userPage) identityPage {
	out := identityPage{people: make([]approvals.Identity, len(p.users))}
	for n, u := range p.users {
		c.unreadDate(stampOfIdentity, u.ID, u.unread.kinds()...)
		out.people[n], out.latest = u.Identity, later(out.latest, c.credible(stampOfIdentity, u.Identity.ID, u.changed))
	}
	return out
}

// readUserPage streams a ListResponse (RFC 7644 section 3.4.2). Resources may be missing where there is none.
func readUserPage(body io.Reader) (userPage, error) {
	page, seen := userPage{total: -1}, false
	dec := json.NewDecoder(body)
	if err := expect(dec, '{'); err != nil {
		return page, err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return page, plain(err)
		}
		switch key {
		case "Resources":
			if seen {
				return page, fmt.Errorf("two lists of resources: %w", errNotSCIM)
			}
			seen, err = true, readRows(dec, page.add)
		case "totalResults":
			err = page.readTotal(dec)
		default:
			var other json.RawMessage
			if err = dec.Decode(&other); err != nil {
				err = plain(err)
			}
		}
		if err != nil {
			return page, err
		}
	}
	if !seen && page.total != 0 {
		return page, fmt.Errorf("no list of resources: %w", errNotSCIM)
	}
	return page, endOf(dec, '}')
}

func (p *userPage) add(r row) error {
	u, err := readUser(r)
	p.users, p.told = append(p.users, u), p.told || u.ActivityKnown
	return err
}

func (p *userPage) readTotal(dec *json.Decoder) error {
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return plain(err)
	}
	n, err := strconv.Atoi(scalar(raw))
	if err != nil || n < 0 {
		return fmt.Errorf("totalResults is no number: %w", errNotSCIM)
	}
	p.total = n
	return nil
}

// readOneUser reads the one user of an answer.
func readOneUser(body io.Reader) (user, error) {
	var r row
	dec := json.NewDecoder(body)
	if err := dec.Decode(&r); err != nil {
		return user{}, plain(err)
	}
	return readUser(r)
}
