package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// scim checks SCIM as the source of people.
func (p *patient) scim(ctx context.Context, d *source) {
	if p.scimThere(ctx, d) {
		if email := p.scimUsers(ctx, d); email != "" {
			p.scimFilter(ctx, d, email)
		}
	}
}

// scimThere asks for SCIM's description of itself, which needs no login: docs/iiq-wire.md#scim
func (p *patient) scimThere(ctx context.Context, d *source) bool {
	const check, path = "scim: address", "/scim/v2/ServiceProviderConfig"
	within, cancel := context.WithTimeout(ctx, p.IIQ.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(within, http.MethodGet, p.IIQ.URL+path, http.NoBody)
	var resp *http.Response
	if err == nil {
		resp, err = d.wire.RoundTrip(req)
	}
	if err != nil {
		p.fail(check, "check the network", "it cannot be reached: %s", lastWords(err))
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	var told struct {
		Filter struct {
			MaxResults int `json:"maxResults"`
		} `json:"filter"`
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&told)
	if resp.StatusCode != http.StatusOK || err != nil {
		p.fail(check, "SCIM comes with IdentityIQ 7.0 patch 2: see that it is there and that no proxy keeps it back", "%s answers with status %d and is not SCIM's", path, resp.StatusCode)
		return false
	}
	p.ok(check, "it answers, with at most %d users a page", told.Filter.MaxResults)
	return true
}

// scimUsers reads two pages, and returns somebody's address.
func (p *patient) scimUsers(ctx context.Context, d *source) (email string) {
	const check = "scim: Users"
	pages, seen, active := 0, 0, 0
	_, err := d.client.AllIdentities(ctx, 0, func(page []approvals.Identity, _ time.Time) error {
		for _, i := range page {
			if seen++; i.Active() {
				active++
			}
			if email == "" && i.Active() {
				email = i.Email
			}
		}
		if pages++; pages == 2 {
			return errSeenEnough
		}
		return nil
	})
	told := d.client.IdentityReport()
	switch {
	case errors.Is(err, approvals.ErrIIQUnauthorised):
		p.fail(check, "give the account the capability SCIMExecutor in IdentityIQ; check SCIM_USERNAME and SCIM_PASSWORD if they are set", "not allowed: %s", lastWords(err))
	case err != nil && !errors.Is(err, errSeenEnough):
		p.iiqTrouble(check, err)
	case seen == 0:
		p.fail(check, "give the account the right to see identities (scopes of IdentityIQ)", "the list is empty")
	case told.ActivityUnknown:
		p.fail(check, "let SCIM show the attribute active, or use IDENTITY_SOURCE=table", "IdentityIQ does not tell who is active, so nobody can decide anything")
	case email == "":
		p.fail(check, "people are matched by e-mail: see the attribute emails of SCIM's users", "nobody active among %d has an e-mail address", seen)
	case len(told.Refused) > 0:
		p.warn(check, "nothing has to be done; answers are larger, or people who move between pages are asked for one by one", "%d pages, %d users, %d active; this IdentityIQ does not take %s",
			pages, seen, active, strings.Join(told.Refused, ", "))
	default:
		p.ok(check, "%d pages, %d users, %d active", pages, seen, active)
	}
	return email
}

func (p *patient) scimFilter(ctx context.Context, d *source, email string) {
	const check = "scim: filter by e-mail"
	found, err := d.client.IdentitiesByEmail(ctx, email)
	switch {
	case errors.Is(err, approvals.ErrNoEmailSearch):
		p.warn(check, "nothing has to be done; somebody new can be matched once a refresh has read them", "this IdentityIQ does not take it")
	case err != nil:
		p.iiqTrouble(check, err)
	case len(found) == 0:
		p.fail(check, "let SCIM's users be searched by emails.value", "it does not find somebody who is there")
	default:
		p.ok(check, "accepted")
	}
}

// iiqChanges checks whether identities can be filtered by the date of their last change.
func (p *patient) iiqChanges(ctx context.Context, d *source) {
	const check = "iiq: changed identities"
	since := d.wire.date
	if since.IsZero() {
		since = p.Clock()
	}
	seen := 0
	err := d.client.IdentitiesChangedSince(ctx, since.Add(-time.Hour), 0, func(page []approvals.Identity, _ time.Time) error {
		seen = len(page)
		return errSeenEnough
	})
	switch {
	case errors.Is(err, approvals.ErrNoChanges):
		p.warn(check, "let the table show and filter created and modified (by SCIM: meta.lastModified); until then approvers of open items are read again one by one", "this IdentityIQ does not tell who has changed")
	case err != nil && !errors.Is(err, errSeenEnough):
		p.iiqTrouble(check, err)
	default:
		p.ok(check, "a page of %d within the last hour", seen)
	}
}
