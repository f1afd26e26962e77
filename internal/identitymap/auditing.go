package identitymap

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

// linkLog writes to the audit log which links were made and undone. A zero operator means the bot itself.
type linkLog struct{ operator audit.Operator }

// recordMade appends to the audit log that a link was made, as the last statement of the transaction that makes it.
// replaced is the link that it replaced, if any.
func (g linkLog) recordMade(ctx context.Context, q *db.Queries, made db.IdentityLink, replaced *db.IdentityLink) error {
	var entries []audit.Entry
	if replaced != nil {
		gone, err := g.linkEntry(ctx, q, audit.LinkUndone, *replaced, made.Reason)
		if err != nil {
			return err
		}
		gone.Link.Replaced = true
		entries = append(entries, gone)
	}
	e, err := g.linkEntry(ctx, q, audit.LinkMade, made, made.Reason)
	if err != nil {
		return err
	}
	return audit.Append(ctx, q, append(entries, e)...)
}

// recordUndone appends that a link was undone by hand.
func (g linkLog) recordUndone(ctx context.Context, q *db.Queries, gone db.IdentityLink, reason string) error {
	e, err := g.linkEntry(ctx, q, audit.LinkUndone, gone, reason)
	if err != nil {
		return err
	}
	return audit.Append(ctx, q, e)
}

func (g linkLog) linkEntry(ctx context.Context, q *db.Queries, kind audit.Kind, l db.IdentityLink, reason string) (audit.Entry, error) {
	who := &audit.Who{SlackTeamID: l.TeamID, SlackUserID: l.SlackUserID, IdentityID: l.IdentityID, LinkedHow: string(l.How),
		LinkedAt: l.LinkedAt}
	known, err := q.IdentitiesByID(ctx, []string{l.IdentityID})
	if err != nil {
		return audit.Entry{}, fmt.Errorf("read identity: %w", err)
	}
	for _, i := range known {
		who.IdentityName, who.DisplayName, who.Email = i.Name, i.DisplayName, i.Email
	}
	e := audit.Entry{Kind: kind, Who: who, Link: &audit.Link{How: string(l.How), Reason: reason}}
	if l.Until != nil {
		e.Link.Until = *l.Until
	}
	if kind == audit.LinkUndone {
		e.Link.Since = l.LinkedAt
	}
	if g.operator != (audit.Operator{}) {
		e.Operator = &g.operator
	}
	return e, nil
}
