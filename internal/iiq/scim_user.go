package iiq

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// The schemas whose attributes a user is read from: RFC 7643 section 4, and SailPoint's own.
const (
	schemaEnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	schemaSailPointUser  = "urn:ietf:params:scim:schemas:sailpoint:1.0:User"
	schemaSCIMError      = "urn:ietf:params:scim:api:messages:2.0:Error"
)

// userAttributes are the requested attributes of each user; id is always returned.
func userAttributes() string {
	return strings.Join([]string{
		"userName", "displayName", "name", "emails", "active", "meta",
		schemaEnterpriseUser + ":manager", schemaEnterpriseUser + ":department", schemaSailPointUser + ":department",
	}, ",")
}

// user is one user of SCIM. Workgroups are not among them: docs/iiq-wire.md#scim
type user struct {
	approvals.Identity
	// emails are all addresses, the primary one first.
	emails []string
	// changed is when IIQ last made or changed the user, by its own clock; zero when it gives no date.
	changed time.Time
	// unread are the dates that could not be read.
	unread datesUnread
}

// readUser needs only an id. A user without a readable `active` is not known to be active.
func readUser(r row) (user, error) {
	name, enterprise, own, meta := r.object("name"), r.object(schemaEnterpriseUser), r.object(schemaSailPointUser), r.object("meta")
	u := user{
		Identity: approvals.Identity{
			ID: r.text("id"), Name: oneLine(r.text("userName")),
			Department: label(either(enterprise.text("department"), own.text("department"))),
		},
		emails: readEmails(r),
	}
	u.changed = later(meta.stamp("created", approvals.DateCreated, &u.unread),
		meta.stamp("lastModified", approvals.DateModified, &u.unread))
	if !validID(u.ID) {
		return u, fmt.Errorf("a user: %w", errNoID)
	}
	u.Display = label(either(r.text("displayName"),
		either(name.text("formatted"), joinPresent(" ", name.text("givenName"), name.text("familyName")))))
	if len(u.emails) > 0 {
		u.Email = u.emails[0]
	}
	for _, m := range []string{enterprise.object("manager").text("value"), own.object("manager").text("value")} {
		if u.ManagerID == "" && validID(m) {
			u.ManagerID = m
		}
	}
	active, known := r.flag("active")
	u.Inactive, u.ActivityKnown = known && !active, known
	return u, nil
}

// object reads an object inside a row; the empty row where there is none.
func (r row) object(name string) row {
	var inner row
	if json.Unmarshal(r[name], &inner) != nil {
		return nil
	}
	return inner
}

// maxEmails bounds the addresses of one user.
const maxEmails = 20

// readEmails gives the addresses: the primary one first, else one of the type work. IdentityIQ writes the flag as a
// text.
func readEmails(r row) []string {
	var all []row
	if json.Unmarshal(r["emails"], &all) != nil {
		return nil
	}
	var first, second, rest []string
	for _, e := range all[:min(len(all), maxEmails)] {
		value := strings.TrimSpace(oneLine(e.text("value")))
		primary, _ := e.flag("primary")
		switch {
		case value == "":
		case primary:
			first = append(first, value)
		case strings.EqualFold(e.text("type"), "work"):
			second = append(second, value)
		default:
			rest = append(rest, value)
		}
	}
	return append(append(first, second...), rest...)
}

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
