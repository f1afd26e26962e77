package identitymap

import (
	"context"
	"errors"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// finder gives the Slack user with an address; ErrNoSuchUser when there is none.
type finder func(ctx context.Context, address string) (approvals.SlackUser, error)

// Reach gives the Slack user who gets the messages for an identity: the one it is bound to, else the one with its
// address, who is then bound. A *approvals.Refusal means that there is nobody to write to, and is also stored. Any
// other error means that Slack, IIQ or Postgres could not be asked. While very many people have to be found, it may be
// an approvals.RetryAfterError: Slack's list of users is read meanwhile. Who could not be reached lately is not looked up
// again, for UnreachedAge at most: see remembered.
func (m *Map) Reach(ctx context.Context, identityID string) (approvals.SlackUser, error) {
	// Many cards for one person go out at once, and the first of them remembers that there is nobody.
	return shared(ctx, m, "reach "+identityID, func(ctx context.Context) (approvals.SlackUser, error) {
		if err := m.refusals.remembered(ctx, db.SideIIQ, identityID, m.cfg.UnreachedAge); err != nil {
			return approvals.SlackUser{}, err
		}
		return m.reachBy(ctx, identityID, m.find)
	})
}

// reachBy is Reach with another way to find a Slack user by address.
func (m *Map) reachBy(ctx context.Context, identityID string, find finder) (approvals.SlackUser, error) {
	i, err := m.Identity(ctx, identityID)
	if err == nil && !i.ActivityKnown {
		i, err = m.askIdentity(ctx, identityID)
	}
	if errors.Is(err, approvals.ErrNotListed) {
		err = approvals.Refuse(approvals.RefusedNoIdentity)
	}
	if err != nil {
		return approvals.SlackUser{}, m.refusals.lookedUp(ctx, db.SideIIQ, identityID, "", err)
	}
	u, err := m.reach(ctx, i, find)
	if addressMayBeOld(err) {
		u, err = m.reachAnew(ctx, i, find, err)
	}
	return m.reached(ctx, i, u, err)
}

// reached stores how the search for the Slack user of an identity ended.
func (m *Map) reached(ctx context.Context, i approvals.Identity, u approvals.SlackUser, err error) (approvals.SlackUser, error) {
	if err != nil {
		return approvals.SlackUser{}, m.refusals.lookedUp(ctx, db.SideIIQ, i.ID, i.Email, err)
	}
	return u, m.refusals.reachable(ctx, u.ID, i.ID)
}

func (m *Map) reach(ctx context.Context, i approvals.Identity, find finder) (approvals.SlackUser, error) {
	if err := judge(i); err != nil {
		return approvals.SlackUser{}, err
	}
	link, bound, err := m.linkOfIdentity(ctx, i.ID)
	if err != nil {
		return approvals.SlackUser{}, err
	}
	if !bound {
		return m.bindIdentity(ctx, i, find)
	}
	if link.TeamID != m.ws.TeamID {
		return approvals.SlackUser{}, approvals.Refuse(approvals.RefusedBoundElsewhere)
	}
	u, err := m.boundUser(ctx, link.SlackUserID)
	if err != nil {
		return approvals.SlackUser{}, err
	}
	return u, m.ws.Standing(u)
}

// boundUser reads the standing of a bound user. It asks Slack only while that costs decisions nothing, since
// users.info has a sixth of the rate of messages. Otherwise a standing of the last day, with all events since, is
// enough for a card.
func (m *Map) boundUser(ctx context.Context, slackUserID string) (approvals.SlackUser, error) {
	s, err := m.storedUser(ctx, slackUserID)
	if err != nil || s.fresh(m.cfg.StandingAge) {
		return s.user, err
	}
	usable := s.fresh(m.cfg.ReachAge)
	if usable && !m.checks.AllowN(m.clock(), 1) {
		return s.user, nil
	}
	u, err := m.askSlackUser(ctx, slackUserID)
	if _, no := approvals.AsRefusal(err); err == nil || no || !usable {
		return u, err
	}
	m.log.DebugContext(ctx, "Slack did not say how somebody stands; its last word is used", "slack_user_id", slackUserID, "error", err)
	return s.user, nil
}

// bindIdentity finds the Slack user of an identity by its address, both ways, and binds the two.
func (m *Map) bindIdentity(ctx context.Context, i approvals.Identity, find finder) (approvals.SlackUser, error) {
	none := approvals.SlackUser{}
	if emailKey(i.Email) == "" {
		return none, approvals.Refuse(approvals.RefusedNoEmail)
	}
	u, err := find(ctx, i.Email)
	if errors.Is(err, ErrNoSuchUser) {
		return none, approvals.Refuse(approvals.RefusedNotInSlack)
	}
	if err != nil {
		return none, err
	}
	if err := m.ws.Standing(u); err != nil {
		return none, err
	}
	if u.Email != "" && emailKey(u.Email) != emailKey(i.Email) {
		return none, approvals.Refuse(approvals.RefusedAmbiguous)
	}
	if err := m.rivals(ctx, u, i.Email); err != nil {
		return none, err
	}
	owner, err := m.identityByEmail(ctx, i.Email)
	if err != nil {
		return none, err
	}
	if owner.ID != i.ID {
		return none, approvals.Refuse(approvals.RefusedAmbiguous)
	}
	return u, m.bind(ctx, u.ID, i.ID)
}

// addressMayBeOld reports whether a search failed in a way that a new address in IIQ would explain.
func addressMayBeOld(err error) bool {
	r, ok := approvals.AsRefusal(err)
	if !ok {
		return false
	}
	switch r.Code {
	case approvals.RefusedNotInSlack, approvals.RefusedNoEmail, approvals.RefusedNoIdentity, approvals.RefusedAmbiguous:
		return true
	}
	return false
}

// reachAnew searches once more if IIQ now has another address for the identity than the copy.
func (m *Map) reachAnew(ctx context.Context, old approvals.Identity, find finder, why error) (approvals.SlackUser, error) {
	i, err := m.askIdentity(ctx, old.ID)
	if errors.Is(err, approvals.ErrNotListed) || (err == nil && emailKey(i.Email) == emailKey(old.Email)) {
		return approvals.SlackUser{}, why
	}
	if err != nil {
		return approvals.SlackUser{}, err
	}
	return m.reach(ctx, i, find)
}
