package wire

import (
	"cmp"
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

// UserAttributes are the requested attributes of each user; id is always returned.
func UserAttributes() string {
	return strings.Join([]string{
		"userName", "displayName", "name", "emails", "active", "meta",
		schemaEnterpriseUser + ":manager", schemaEnterpriseUser + ":department", schemaSailPointUser + ":department",
	}, ",")
}

// User is one user of SCIM. Workgroups are not among them: docs/iiq-wire.md#scim
type User struct {
	approvals.Identity
	// emails are all addresses, the primary one first.
	Emails []string
	// changed is when IIQ last made or changed the user, by its own clock; zero when it gives no date.
	Changed time.Time
	// unread are the dates that could not be read.
	Unread DatesUnread
}

// readUser needs only an id. A user without a readable `active` is not known to be active.
func readUser(r Row) (User, error) {
	name, enterprise, own, meta := r.object("name"), r.object(schemaEnterpriseUser), r.object(schemaSailPointUser), r.object("meta")
	u := User{
		Identity: approvals.Identity{
			ID: r.Text("id"), Name: OneLine(r.Text("userName")),
			Department: Label(cmp.Or(enterprise.Text("department"), own.Text("department"))),
		},
		Emails: readEmails(r),
	}
	u.Changed = Later(meta.Stamp("created", approvals.DateCreated, &u.Unread),
		meta.Stamp("lastModified", approvals.DateModified, &u.Unread))
	if !approvals.ValidID(u.ID) {
		return u, fmt.Errorf("a user: %w", ErrNoID)
	}
	u.Display = Label(cmp.Or(r.Text("displayName"),
		cmp.Or(name.Text("formatted"), JoinPresent(" ", name.Text("givenName"), name.Text("familyName")))))
	if len(u.Emails) > 0 {
		u.Email = u.Emails[0]
	}
	for _, m := range []string{enterprise.object("manager").Text("value"), own.object("manager").Text("value")} {
		if u.ManagerID == "" && approvals.ValidID(m) {
			u.ManagerID = m
		}
	}
	active, known := r.Flag("active")
	u.Inactive, u.ActivityKnown = known && !active, known
	return u, nil
}

// object reads an object inside a row; the empty row where there is none.
func (r Row) object(name string) Row {
	var inner Row
	if json.Unmarshal(r[name], &inner) != nil {
		return nil
	}
	return inner
}

// maxEmails bounds the addresses of one user.
const maxEmails = 20

// readEmails gives the addresses: the primary one first, else one of the type work. IdentityIQ writes the flag as a
// text.
func readEmails(r Row) []string {
	var all []Row
	if json.Unmarshal(r["emails"], &all) != nil {
		return nil
	}
	var first, second, rest []string
	for _, e := range all[:min(len(all), maxEmails)] {
		value := strings.TrimSpace(OneLine(e.Text("value")))
		primary, _ := e.Flag("primary")
		switch {
		case value == "":
		case primary:
			first = append(first, value)
		case strings.EqualFold(e.Text("type"), "work"):
			second = append(second, value)
		default:
			rest = append(rest, value)
		}
	}
	return append(append(first, second...), rest...)
}

// Later is the later of two times.
func Later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
