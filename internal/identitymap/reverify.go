package identitymap

import (
	"context"
	"errors"
	"sync"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// Reverify is called immediately before a decision is written to IIQ. It checks the identity as IIQ has it now, the
// clicker's standing in Slack as of at most StandingAge ago, and that the two are still bound. The binding is by id,
// so an address that changed meanwhile does not matter. nil: go on. A *approvals.Refusal: never. Any other error: one
// side did not answer, and the decision waits. Among those, approvals.ErrNotListed says that IIQ's list lacks the
// identity, which one list alone does not prove.
func (m *Map) Reverify(ctx context.Context, identityID, slackUserID string) error {
	var inSlack, inIIQ error
	var u approvals.SlackUser
	var both sync.WaitGroup
	both.Go(func() { u, inSlack = m.standing(ctx, slackUserID) })
	both.Go(func() { inIIQ = m.stillActive(ctx, identityID) })
	both.Wait()
	var unknown error
	for _, err := range []error{inSlack, inIIQ} {
		if _, no := approvals.AsRefusal(err); no {
			return m.refusals.refused(ctx, db.SideSlack, slackUserID, u.Email, err)
		}
		unknown = errors.Join(unknown, err)
	}
	if unknown != nil {
		return unknown
	}
	return m.boundTo(ctx, u.ID, identityID)
}

func (m *Map) standing(ctx context.Context, slackUserID string) (approvals.SlackUser, error) {
	u, err := m.slackUser(ctx, slackUserID, m.cfg.StandingAge)
	if err != nil {
		return u, err
	}
	return u, m.ws.Standing(u)
}

// stillActive asks IIQ. An identity that IIQ no longer lists changes in the copy only with the next whole refresh.
func (m *Map) stillActive(ctx context.Context, identityID string) error {
	if !validID(identityID) {
		return approvals.Refuse(approvals.RefusedNoIdentity)
	}
	i, err := m.askIdentity(ctx, identityID)
	if err != nil {
		return err
	}
	return judge(i)
}
