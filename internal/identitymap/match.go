package identitymap

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

const (
	// maxSharers is how many identities or Slack users with one address are considered; more are ambiguous anyway.
	maxSharers = 20
	// maxDoubtful is how many of them are asked for one by one before the address counts as ambiguous.
	maxDoubtful = 5
)

// choose picks the one active person with an address.
func choose(found []approvals.Identity, address string) (approvals.Identity, error) {
	key := emailKey(address)
	if key == "" {
		return approvals.Identity{}, approvals.Refuse(approvals.RefusedNoEmail)
	}
	active := make(map[string]approvals.Identity)
	people := 0
	for _, i := range found {
		if i.Workgroup || emailKey(i.Email) != key {
			continue
		}
		people++
		if i.Active() {
			active[i.ID] = i
		}
	}
	switch {
	case len(active) > 1:
		return approvals.Identity{}, approvals.Refuse(approvals.RefusedAmbiguous)
	case len(active) == 0 && people > 0:
		return approvals.Identity{}, approvals.Refuse(approvals.RefusedInactive)
	}
	for _, i := range active {
		return i, nil
	}
	return approvals.Identity{}, approvals.Refuse(approvals.RefusedNoIdentity)
}

// identityByEmail is the one active identity with this address, as IIQ says now. A person who has the address in the
// copy and is missing in IIQ's answer is asked for by id.
func (m *Map) identityByEmail(ctx context.Context, address string) (approvals.Identity, error) {
	if emailKey(address) == "" {
		return approvals.Identity{}, approvals.Refuse(approvals.RefusedNoEmail)
	}
	told, err := m.askIdentitiesByEmail(ctx, address)
	if err != nil {
		return approvals.Identity{}, err
	}
	rows, err := m.q.PeopleWithEmail(ctx, db.PeopleWithEmailParams{
		Email: email(address), EmailFolded: emailKey(address), MaxRows: maxSharers,
	})
	if err != nil {
		return approvals.Identity{}, fmt.Errorf("read people with an e-mail: %w", err)
	}
	doubtful := 0
	for _, r := range rows {
		known := identityOf(db.GetIdentityRow(r))
		if slices.ContainsFunc(told, func(i approvals.Identity) bool { return i.ID == known.ID }) {
			continue
		}
		if known.Active() {
			if doubtful++; doubtful > maxDoubtful {
				return approvals.Identity{}, approvals.Refuse(approvals.RefusedAmbiguous)
			}
			known, err = m.askIdentity(ctx, known.ID)
			if errors.Is(err, approvals.ErrNotListed) {
				continue
			}
			if err != nil {
				return approvals.Identity{}, err
			}
		}
		told = append(told, known)
	}
	return choose(told, address)
}

// rivals refuses an address that another full member of the workspace also has.
func (m *Map) rivals(ctx context.Context, u approvals.SlackUser, address string) error {
	rows, err := m.q.SlackUsersWithEmail(ctx, db.SlackUsersWithEmailParams{
		Email: email(address), EmailFolded: emailKey(address), TeamID: m.ws.TeamID, ExceptID: u.ID, MaxRows: maxSharers,
	})
	if err != nil {
		return fmt.Errorf("read Slack users with an e-mail: %w", err)
	}
	asked := 0
	for _, r := range rows {
		other := stored{user: slackUserOf(r.SlackUser), age: seconds(r.AgeSeconds), found: true}
		if m.ws.Standing(other.user) != nil {
			continue
		}
		if !other.fresh(m.cfg.StandingAge) {
			if asked++; asked > maxDoubtful {
				return approvals.Refuse(approvals.RefusedAmbiguous)
			}
			if other.user, err = m.askSlackUser(ctx, other.user.ID); err != nil {
				return err
			}
		}
		if m.rival(u, other.user, address) {
			return approvals.Refuse(approvals.RefusedAmbiguous)
		}
	}
	return nil
}

func (m *Map) rival(u, other approvals.SlackUser, address string) bool {
	return other.ID != u.ID && m.ws.Standing(other) == nil && emailKey(other.Email) == emailKey(address)
}
