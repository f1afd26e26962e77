package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

var errNotSCIM = errors.New("not a list of SCIM")

// UserPage is one page of SCIM's Users.
type UserPage struct {
	Users []User
	// total is totalResults, and -1 where the page does not give it.
	Total int
	// told: some user of the page has the attribute active.
	Told bool
}

// ReadUserPage streams a list of users.
func ReadUserPage(body io.Reader) (page UserPage, err error) {
	page.Total, err = readResources(body, page.add)
	return page, err
}

func (p *UserPage) add(r Row) error {
	u, err := readUser(r)
	p.Users, p.Told = append(p.Users, u), p.Told || u.ActivityKnown
	return err
}

// readResources streams a ListResponse (RFC 7644 section 3.4.2), and gives its totalResults, -1 where it has none. Resources may be
// missing where there is none.
func readResources(body io.Reader, add func(Row) error) (total int, err error) {
	total, seen := -1, false
	dec := json.NewDecoder(body)
	if err := expect(dec, '{'); err != nil {
		return total, err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return total, plain(err)
		}
		switch key {
		case "Resources":
			if seen {
				return total, fmt.Errorf("two lists of resources: %w", errNotSCIM)
			}
			seen, err = true, readRows(dec, add)
		case "totalResults":
			total, err = readTotal(dec)
		default:
			var other json.RawMessage
			if err = dec.Decode(&other); err != nil {
				err = plain(err)
			}
		}
		if err != nil {
			return total, err
		}
	}
	if !seen && total != 0 {
		return total, fmt.Errorf("no list of resources: %w", errNotSCIM)
	}
	return total, endOf(dec, '}')
}

func readTotal(dec *json.Decoder) (int, error) {
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return -1, plain(err)
	}
	n, err := strconv.Atoi(scalar(raw))
	if err != nil || n < 0 {
		return -1, fmt.Errorf("totalResults is no number: %w", errNotSCIM)
	}
	return n, nil
}

// ReadOneUser reads the one user of an answer.
func ReadOneUser(body io.Reader) (User, error) {
	var r Row
	dec := json.NewDecoder(body)
	if err := dec.Decode(&r); err != nil {
		return User{}, plain(err)
	}
	return readUser(r)
}

// NoSuchUser reports whether the body of a 404 is SCIM's own error, which alone says that the user does not exist.
func NoSuchUser(raw []byte) bool {
	var body Row
	if json.Unmarshal(bytes.TrimSpace(raw), &body) != nil {
		return false
	}
	status := body.Text("status")
	return slices.Contains(body.Texts("schemas"), schemaSCIMError) && (status == "" || status == "404")
}
