package doctor

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
)

// ahead is how far a stamp may be ahead of IIQ's own clock; more means another time zone.
const ahead = 5 * time.Minute

// iiqStamps checks whether the stamps of work items and the dates in filters mean the same moments as IIQ's clock.
// Where an application server or its database is set to another time zone, they differ by whole hours, and polls miss
// new items.
func (p *patient) iiqStamps(ctx context.Context, d *source) {
	const check = "iiq: time zone"
	const cure = "let all of IdentityIQ's servers and their database connections have the same zone (-Duser.timezone)"
	at := d.newest.Created
	if d.newest.ID == "" || at.IsZero() {
		p.look(check, "there is no work item whose dates could be compared: run this again when there is one")
		return
	}
	// Another check compares the clocks; here the stamp has to be ahead of both.
	if early := min(at.Sub(d.wire.date), at.Sub(p.Clock())); early > ahead {
		p.fail(check, cure, "the newest work item is dated %s from now", early.Round(time.Minute))
		return
	}
	for _, c := range []struct {
		since time.Time
		found bool
	}{{at.Add(-time.Minute), true}, {at.Add(time.Minute), false}} {
		page, err := d.client.WorkItems(ctx, iiq.WorkItemQuery{Filter: iiq.And(iiq.Eq("id", d.newest.ID), iiq.AtLeast("created", c.since)),
			Limit: 1})
		if err != nil {
			p.iiqTrouble(check, err)
			return
		}
		if (page.Count() > 0) != c.found {
			p.fail(check, cure, "a filter on dates finds other items than their dates say")
			return
		}
	}
	p.ok(check, "dates of work items, filters and IdentityIQ's clock agree")
}

// iiqIdentities reads one page of people, and reports what this IIQ does not say about them.
func (p *patient) iiqIdentities(ctx context.Context, d *source) {
	const check = "iiq: identities"
	page, err := d.client.Identities(ctx, "", 0)
	if err != nil {
		p.iiqTrouble(check, err)
		return
	}
	active, mailed := 0, 0
	for _, i := range page {
		if i.Workgroup {
			d.workgroup = i.ID
			continue
		}
		if i.Active() {
			active++
		}
		if i.Email != "" {
			mailed++
		}
	}
	told := d.client.IdentityReport()
	switch {
	case told.ActivityUnknown:
		p.fail(check, "let the plugin show the column inactive, or set IIQ_ACTIVE_FILTER to a filter that it takes", "IdentityIQ does not tell who is active, so nobody can decide anything")
	case len(page) == 0:
		p.fail(check, "give the OAuth client's user the right to see identities (scopes of IdentityIQ)", "the list is empty")
	case mailed == 0:
		p.fail(check, "people are matched by e-mail: see the attribute email of identities", "nobody on the first page of %d has an e-mail address", len(page))
	case len(told.Refused) > 0:
		p.warn(check, "nothing has to be done; cards tell less, and IIQ_IDENTITY_COLUMNS can name other columns", "a page of %d, %d active; this IdentityIQ does not know %s", len(page), active, strings.Join(told.Refused, ", "))
	default:
		p.ok(check, "a page of %d, %d active", len(page), active)
	}
}

// iiqMembers reads the members of a workgroup: one that owns something, or any one that was seen.
func (p *patient) iiqMembers(ctx context.Context, d *source, db *database) {
	const check = "iiq: workgroup members"
	if db != nil && db.schema {
		// Without a row the value from before stays.
		_ = db.pool.QueryRow(ctx, `SELECT coalesce((SELECT owner_id FROM work_items WHERE state = 'open' AND owner_workgroup LIMIT 1),
			(SELECT id FROM identities WHERE workgroup AND NOT inactive LIMIT 1), $1)`, d.workgroup).Scan(&d.workgroup)
	}
	if d.workgroup == "" {
		p.look(check, "no workgroup was seen: run this again after bot identity sync")
		return
	}
	members, err := d.client.Members(ctx, d.workgroup)
	switch {
	case errors.Is(err, approvals.ErrNotAWorkgroup):
		p.fail(check, "see that the plugin has the call object/workgroup/{id}/members", "IdentityIQ says that a workgroup is none: %s", lastWords(err))
	case err != nil:
		p.iiqTrouble(check, err)
	default:
		p.ok(check, "allowed; one with %d members", len(members))
	}
}

var errSeenEnough = errors.New("seen enough")

// iiqFilter sends the filter of the poll.
func (p *patient) iiqFilter(ctx context.Context, d *source) {
	const check = "iiq: filter"
	err := d.client.WorkItemsChangedSince(ctx, d.wire.date.Add(-time.Hour), p.Types,
		func([]approvals.WorkItem) error { return errSeenEnough })
	if err == nil || errors.Is(err, errSeenEnough) {
		_, err = d.client.OpenWorkItemsAfter(ctx, "", 1)
	}
	if err != nil {
		p.iiqTrouble(check, err)
		return
	}
	p.ok(check, "what the bot asks with is understood")
}
