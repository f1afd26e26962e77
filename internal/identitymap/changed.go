package identitymap

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// UserChanged stores what user_change or team_join said. CheckedAt is when Slack said so (the event's time); zero
// means now. A late event makes nobody seem freshly checked. A lost standing counts at once, however late the event; a
// regained one counts unless something newer is known. https://docs.slack.dev/reference/events/user_change
func (m *Map) UserChanged(ctx context.Context, u approvals.SlackUser) error {
	if !validID(u.ID) {
		return fmt.Errorf("store changed Slack user: no usable id")
	}
	u.ID, u.TeamID = m.aliases.of(u.ID), m.ws.TeamID
	lost := m.ws.Standing(u) != nil
	if lost {
		// People of other organisations change as well. Only those whom the map knows get a row.
		s, err := m.storedUser(ctx, u.ID)
		if err != nil || !s.found {
			return err
		}
	}
	if u.CheckedAt.IsZero() {
		now, err := m.q.ClockNow(ctx)
		if err != nil {
			return fmt.Errorf("read clock: %w", err)
		}
		u.CheckedAt = now
	}
	if err := m.q.UpsertSlackUser(ctx, slackUserRow(u, lost)); err != nil {
		return fmt.Errorf("store changed Slack user: %w", err)
	}
	return nil
}

// Concerned lists the identities that this Slack user is bound to, or whose address they have. An event about this
// user may have made these identities reachable, so RetryUnreachable should look for them.
func (m *Map) Concerned(ctx context.Context, u approvals.SlackUser) ([]string, error) {
	link, bound, err := m.link(ctx, m.aliases.of(u.ID))
	if err != nil {
		return nil, err
	}
	if bound {
		return []string{link.IdentityID}, nil
	}
	if emailKey(u.Email) == "" {
		return nil, nil
	}
	rows, err := m.q.PeopleWithEmail(ctx, db.PeopleWithEmailParams{
		Email: email(u.Email), EmailFolded: emailKey(u.Email), MaxRows: maxSharers,
	})
	if err != nil {
		return nil, fmt.Errorf("read people with an e-mail: %w", err)
	}
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.Identity.ID)
	}
	return ids, nil
}
