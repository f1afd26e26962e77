package identitymap

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
)

// Why a link cannot be made or undone by hand.
var (
	// ErrNoReason: a link by hand, and its removal, need a reason of at most 500 bytes.
	ErrNoReason = errors.New("a reason is needed")
	// ErrBadDate: the date is past, so the link would have expired already.
	ErrBadDate = errors.New("the date is past")
	// ErrUnknownSlackID: that is no Slack id, or the map does not know the workspace yet.
	ErrUnknownSlackID = errors.New("not a Slack id of a known workspace")
	// ErrUnknownIdentity: no identity in the copy has this name or id.
	ErrUnknownIdentity = errors.New("no such identity")
	// ErrSeveralIdentities: several identities have the name.
	ErrSeveralIdentities = errors.New("several identities have this name")
	// ErrNotLinked: there is no link to undo.
	ErrNotLinked = errors.New("not linked")
)

// Link says that a Slack user is an identity, how the link was made, and until when it holds.
type Link struct {
	TeamID      string
	SlackUserID string
	IdentityID  string
	// ByHand is false when the two were matched by e-mail.
	ByHand bool
	// Reason is what the administrator gave.
	Reason   string
	LinkedAt time.Time
	// Until is zero when the link does not expire.
	Until time.Time
}

func linkOf(l db.IdentityLink) Link {
	link := Link{
		TeamID: l.TeamID, SlackUserID: l.SlackUserID, IdentityID: l.IdentityID, ByHand: l.How == db.LinkedByHand, Reason: l.Reason,
		LinkedAt: l.LinkedAt,
	}
	if l.Until != nil {
		link.Until = *l.Until
	}
	return link
}

// HandLink is a link that an administrator asks for.
type HandLink struct {
	SlackUserID string
	// Identity is a name or an id of IIQ.
	Identity string
	Reason   string
	// Until is zero for good.
	Until time.Time
}

// Link binds a Slack user to an identity by hand. It replaces any link that the user has, and uses the tables alone.
// Errors: those of this file; a *approvals.Refusal when the identity is no active person (RefusedInactive,
// RefusedNoIdentity for a workgroup) or is bound to another Slack user (RefusedBoundElsewhere).
func (m *Map) Link(ctx context.Context, h HandLink) (Link, error) {
	now := m.clock()
	switch {
	case !reasonable(h.Reason):
		return Link{}, ErrNoReason
	case !h.Until.IsZero() && !h.Until.After(now):
		return Link{}, ErrBadDate
	}
	team, err := m.team(ctx, h.SlackUserID)
	if err != nil {
		return Link{}, err
	}
	i, err := m.named(ctx, h.Identity)
	if err != nil {
		return Link{}, err
	}
	if err := judge(i); err != nil {
		return Link{}, err
	}
	p := db.InsertLinkParams{
		TeamID: team, SlackUserID: h.SlackUserID, IdentityID: i.ID, How: db.LinkedByHand, Reason: strings.TrimSpace(h.Reason),
		LinkedAt: now,
	}
	if !h.Until.IsZero() {
		p.Until = &h.Until
	}
	return m.replaceLink(ctx, p)
}

func (m *Map) replaceLink(ctx context.Context, p db.InsertLinkParams) (Link, error) {
	made := db.IdentityLink(p)
	err := pgx.BeginFunc(ctx, m.pool, func(tx pgx.Tx) error {
		q := m.q.WithTx(tx)
		if err := dropExpired(ctx, q, p); err != nil {
			return err
		}
		old, err := q.DeleteLink(ctx, db.DeleteLinkParams{TeamID: p.TeamID, SlackUserID: p.SlackUserID})
		replaced := &old
		if errors.Is(err, pgx.ErrNoRows) {
			replaced, err = nil, nil
		}
		if err != nil {
			return err
		}
		inserted, err := q.InsertLink(ctx, p)
		if err == nil && inserted == 0 {
			err = approvals.Refuse(approvals.RefusedBoundElsewhere)
		}
		if err == nil && replaced != nil && replaced.IdentityID != p.IdentityID {
			err = lost(ctx, q, *replaced)
		}
		if err == nil {
			err = gained(ctx, q, p.IdentityID)
		}
		if err != nil {
			return err
		}
		return m.linkLog.recordMade(ctx, q, made, replaced)
	})
	if err != nil {
		return Link{}, fmt.Errorf("link by hand: %w", err)
	}
	m.log.InfoContext(ctx, "identity linked by hand", "slack_user_id", p.SlackUserID, "identity_id", p.IdentityID)
	return linkOf(made), m.refusals.reachable(ctx, p.SlackUserID, p.IdentityID)
}

// Unlink removes the link of a Slack user and returns it. It is no ban: a user who still has the address of exactly
// one identity is bound to it again when they next ask. It uses the tables alone.
func (m *Map) Unlink(ctx context.Context, slackUserID, reason string) (Link, error) {
	if !reasonable(reason) {
		return Link{}, ErrNoReason
	}
	team, err := m.team(ctx, slackUserID)
	if err != nil {
		return Link{}, err
	}
	var l db.IdentityLink
	err = pgx.BeginFunc(ctx, m.pool, func(tx pgx.Tx) error {
		q := m.q.WithTx(tx)
		if l, err = q.DeleteLink(ctx, db.DeleteLinkParams{TeamID: team, SlackUserID: slackUserID}); err != nil {
			return err
		}
		if err := lost(ctx, q, l); err != nil {
			return err
		}
		return m.linkLog.recordUndone(ctx, q, l, strings.TrimSpace(reason))
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return Link{}, ErrNotLinked
	}
	if err != nil {
		return Link{}, fmt.Errorf("unlink: %w", err)
	}
	m.log.InfoContext(ctx, "identity unlinked by hand", "slack_user_id", slackUserID, "identity_id", l.IdentityID,
		"reason", strings.TrimSpace(reason))
	return linkOf(l), nil
}

// LinkOf gives the link of a Slack user that is valid now; ErrNotLinked when there is none.
func (m *Map) LinkOf(ctx context.Context, slackUserID string) (Link, error) {
	l, bound, err := m.link(ctx, m.aliases.of(slackUserID))
	if err == nil && !bound {
		err = ErrNotLinked
	}
	return linkOf(l), err
}

func reasonable(reason string) bool {
	r := strings.TrimSpace(reason)
	return r != "" && r == text(r)
}

// team gives the workspace of the Slack id: ours, or, on the command line, the only one in the tables.
func (m *Map) team(ctx context.Context, slackUserID string) (string, error) {
	if !validID(slackUserID) {
		return "", ErrUnknownSlackID
	}
	if m.ws.TeamID != "" {
		return m.ws.TeamID, nil
	}
	teams, err := m.q.KnownTeams(ctx)
	if err != nil {
		return "", fmt.Errorf("read known workspaces: %w", err)
	}
	if len(teams) != 1 {
		return "", fmt.Errorf("%d workspaces known: %w", len(teams), ErrUnknownSlackID)
	}
	return teams[0], nil
}

// named finds the one identity with a name or an id.
func (m *Map) named(ctx context.Context, who string) (approvals.Identity, error) {
	if strings.TrimSpace(who) == "" || text(who) != who {
		return approvals.Identity{}, ErrUnknownIdentity
	}
	rows, err := m.q.IdentitiesCalled(ctx, db.IdentitiesCalledParams{Who: who, NameFolded: caseless.Name(who), MaxRows: 2})
	if err != nil {
		return approvals.Identity{}, fmt.Errorf("read identities by name: %w", err)
	}
	switch {
	case len(rows) == 0:
		return approvals.Identity{}, ErrUnknownIdentity
	case len(rows) > 1 && rows[0].Identity.ID != who:
		return approvals.Identity{}, ErrSeveralIdentities
	}
	return identityOf(db.GetIdentityRow(rows[0])), nil
}
