package identitymap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// Person says who this Slack user is, with a standing in Slack that is at most maxAge old. A user who is not in the
// map yet is looked up by e-mail and bound. A *approvals.Refusal says that they are no full member, or do not have
// exactly one active identity. Any other error means that Slack, IIQ or Postgres could not be asked.
//
// Who was refused lately is refused again without a look-up, for RefusalAge at most: see remembered.
//
// The Slack id of the returned person may differ from the one asked for, since some people have a local and a global
// id.
func (m *Map) Person(ctx context.Context, slackUserID string, maxAge time.Duration) (approvals.Person, error) {
	if err := m.refusals.remembered(ctx, db.SideSlack, m.aliases.of(slackUserID), m.cfg.RefusalAge); err != nil {
		return approvals.Person{}, err
	}
	u, err := m.slackUser(ctx, slackUserID, maxAge)
	if err != nil {
		return approvals.Person{}, m.refusals.lookedUp(ctx, db.SideSlack, slackUserID, "", err)
	}
	i, err := m.identityOfUser(ctx, u)
	if err != nil {
		return approvals.Person{}, m.refusals.lookedUp(ctx, db.SideSlack, u.ID, u.Email, err)
	}
	return approvals.Person{Slack: u, Identity: i}, m.refusals.reachable(ctx, u.ID, i.ID)
}

func (m *Map) identityOfUser(ctx context.Context, u approvals.SlackUser) (approvals.Identity, error) {
	if err := m.ws.Standing(u); err != nil {
		return approvals.Identity{}, err
	}
	link, bound, err := m.link(ctx, u.ID)
	if err != nil {
		return approvals.Identity{}, err
	}
	if !bound {
		return shared(ctx, m, "bind "+u.ID, func(ctx context.Context) (approvals.Identity, error) { return m.bindUser(ctx, u) })
	}
	i, err := m.Identity(ctx, link.IdentityID)
	if errors.Is(err, approvals.ErrNotListed) {
		return i, approvals.Refuse(approvals.RefusedInactive)
	}
	if err != nil {
		return i, err
	}
	return i, judge(i)
}

// judge refuses an identity that is no person who may decide.
func judge(i approvals.Identity) error {
	switch {
	case i.Workgroup:
		return approvals.Refuse(approvals.RefusedNoIdentity)
	case !i.Active():
		return approvals.Refuse(approvals.RefusedInactive)
	}
	return nil
}

// bindUser finds the one identity of a full member who has none yet, by their address, in IIQ and in Slack alike.
func (m *Map) bindUser(ctx context.Context, u approvals.SlackUser) (approvals.Identity, error) {
	i, err := m.identityByEmail(ctx, u.Email)
	if err != nil {
		return approvals.Identity{}, err
	}
	// The user whom Slack names is in the tables afterwards, and counts as a rival if it is somebody else.
	if _, err := m.askByEmail(ctx, u.Email); err != nil && !errors.Is(err, ErrNoSuchUser) {
		return approvals.Identity{}, err
	}
	if err := m.rivals(ctx, u, u.Email); err != nil {
		return approvals.Identity{}, err
	}
	return i, m.bind(ctx, u.ID, i.ID)
}

// KnownPerson is Person from the tables alone, for the click, which must not wait for another system. A user who was
// never seen, or is not bound yet, gives RefusedNoIdentity; the caller may then ask Person.
func (m *Map) KnownPerson(ctx context.Context, slackUserID string) (approvals.Person, error) {
	if !validID(slackUserID) {
		return approvals.Person{}, approvals.Refuse(approvals.RefusedForeign)
	}
	id := m.aliases.of(slackUserID)
	s, err := m.storedUser(ctx, id)
	if err != nil {
		return approvals.Person{}, err
	}
	if !s.found {
		return approvals.Person{}, approvals.Refuse(approvals.RefusedNoIdentity)
	}
	if err := m.ws.Standing(s.user); err != nil {
		return approvals.Person{}, m.refusals.refused(ctx, db.SideSlack, id, s.user.Email, err)
	}
	link, bound, err := m.link(ctx, id)
	if err != nil {
		return approvals.Person{}, err
	}
	if !bound {
		return approvals.Person{}, approvals.Refuse(approvals.RefusedNoIdentity)
	}
	i, found, err := m.storedIdentity(ctx, link.IdentityID)
	if err != nil {
		return approvals.Person{}, fmt.Errorf("read bound identity: %w", err)
	}
	if !found {
		return approvals.Person{}, approvals.Refuse(approvals.RefusedNoIdentity)
	}
	if err := judge(i); err != nil {
		return approvals.Person{}, m.refusals.refused(ctx, db.SideSlack, id, s.user.Email, err)
	}
	return approvals.Person{Slack: s.user, Identity: i}, nil
}

// KnownUnder gives the workspace and the id under which the tables have a Slack user. ok is false for what is no id.
func (m *Map) KnownUnder(slackUserID string) (teamID, id string, ok bool) {
	return m.ws.TeamID, m.aliases.of(slackUserID), validID(slackUserID)
}

// Known is KnownPerson by rows that were read already. ok is false where KnownPerson would refuse, for whatever reason.
func (m *Map) Known(rows db.ClickerRow) (p approvals.Person, ok bool) {
	p = approvals.Person{Slack: slackUserOf(rows.SlackUser),
		Identity: identityOf(db.GetIdentityRow{Identity: rows.Identity, ActivityKnown: rows.ActivityKnown})}
	if m.ws.Standing(p.Slack) != nil || judge(p.Identity) != nil {
		return approvals.Person{}, false
	}
	return p, true
}
