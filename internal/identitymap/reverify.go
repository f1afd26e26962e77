package identitymap

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// Reverify is called immediately before a decision is written to IIQ. It checks the identity as IIQ has it now, the
// clicker's standing in Slack as of at most StandingAge ago, and that the two are still bound. The binding is by id,
// so an address that changed meanwhile does not matter. nil: go on. A *approvals.Refusal: never. Any other error: one
// side did not answer, and the decision waits. Among those, approvals.ErrNotListed says that IIQ's list lacks the
// identity, which one list alone does not prove. at is from before the call, by Postgres's clock.
func (m *Map) Reverify(ctx context.Context, identityID, slackUserID string, at time.Time) error {
	var inSlack, inIIQ error
	var u approvals.SlackUser
	var both sync.WaitGroup
	bound := false
	both.Go(func() { u, bound, inSlack = m.standing(ctx, slackUserID, identityID) })
	both.Go(func() { inIIQ = m.stillActive(ctx, identityID, at) })
	both.Wait()
	var unknown error
	for _, err := range []error{inSlack, inIIQ} {
		if _, no := approvals.AsRefusal(err); no {
			return m.refusals.refused(ctx, db.SideSlack, slackUserID, u.Email, err)
		}
		unknown = errors.Join(unknown, err)
	}
	if unknown != nil || bound {
		return unknown
	}
	return m.boundTo(ctx, u.ID, identityID)
}

// standing judges a Slack user as Slack knew them lately. bound is true where they were read from the copy and are bound to the identity
// there; where Slack had to be asked, nothing is said of that.
func (m *Map) standing(ctx context.Context, slackUserID, identityID string) (u approvals.SlackUser, bound bool, err error) {
	if !validID(slackUserID) {
		return u, false, approvals.Refuse(approvals.RefusedForeign)
	}
	id := m.aliases.of(slackUserID)
	row, err := m.q.SlackUserLinked(ctx, db.SlackUserLinkedParams{TeamID: m.ws.TeamID, ID: id, Now: m.clock()})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return u, false, fmt.Errorf("read Slack user: %w", err)
	}
	s := stored{user: slackUserOf(row.SlackUser), age: seconds(row.AgeSeconds), found: err == nil}
	if s.fresh(m.cfg.StandingAge) {
		return s.user, identityID != "" && row.IdentityID == identityID, m.ws.Standing(s.user)
	}
	if u, err = m.askSlackUser(ctx, id); err != nil {
		return u, false, err
	}
	return u, false, m.ws.Standing(u)
}

// stillActive asks IIQ. An identity that IIQ no longer lists changes in the copy only with the next whole refresh.
func (m *Map) stillActive(ctx context.Context, identityID string, at time.Time) error {
	if !validID(identityID) {
		return approvals.Refuse(approvals.RefusedNoIdentity)
	}
	i, err := m.askIdentitySince(ctx, identityID, at)
	if err != nil {
		return err
	}
	return judge(i)
}
