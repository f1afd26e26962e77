package identitymap

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// bind links a Slack user to an identity for good. RefusedBoundElsewhere: one of the two is bound to somebody else.
// Between replicas the unique indexes decide.
func (m *Map) bind(ctx context.Context, slackUserID, identityID string) error {
	now := m.clock()
	var inserted int64
	err := pgx.BeginFunc(ctx, m.pool, func(tx pgx.Tx) (err error) {
		q := m.q.WithTx(tx)
		link := db.InsertLinkParams{TeamID: m.ws.TeamID, SlackUserID: slackUserID, IdentityID: identityID, How: db.LinkedByEmail,
			LinkedAt: now}
		if err := dropExpired(ctx, q, link); err != nil {
			return err
		}
		if inserted, err = q.InsertLink(ctx, link); err != nil || inserted == 0 {
			return err
		}
		if err := gained(ctx, q, identityID); err != nil {
			return err
		}
		return m.linkLog.recordMade(ctx, q, db.IdentityLink(link), nil)
	})
	if err != nil {
		return fmt.Errorf("bind identity: %w", err)
	}
	if inserted > 0 {
		m.log.InfoContext(ctx, "identity bound by e-mail", "slack_user_id", slackUserID, "identity_id", identityID)
		return nil
	}
	return m.boundTo(ctx, slackUserID, identityID)
}

// boundTo is nil while this Slack user is bound to this identity. A user without any binding gives RefusedNoIdentity;
// any other binding of either gives RefusedBoundElsewhere.
func (m *Map) boundTo(ctx context.Context, slackUserID, identityID string) error {
	link, bound, err := m.link(ctx, slackUserID)
	switch {
	case err != nil:
		return err
	case bound && link.IdentityID == identityID:
		return nil
	case bound:
		return approvals.Refuse(approvals.RefusedBoundElsewhere)
	}
	_, taken, err := m.linkOfIdentity(ctx, identityID)
	switch {
	case err != nil:
		return err
	case taken:
		return approvals.Refuse(approvals.RefusedBoundElsewhere)
	}
	return approvals.Refuse(approvals.RefusedNoIdentity)
}

// link reads the link of a Slack user that is valid now.
func (m *Map) link(ctx context.Context, slackUserID string) (db.IdentityLink, bool, error) {
	l, err := m.q.GetLink(ctx, db.GetLinkParams{TeamID: m.ws.TeamID, SlackUserID: slackUserID, Now: m.clock()})
	if errors.Is(err, pgx.ErrNoRows) {
		return l, false, nil
	}
	if err != nil {
		return l, false, fmt.Errorf("read link: %w", err)
	}
	return l, true, nil
}

func (m *Map) linkOfIdentity(ctx context.Context, identityID string) (db.IdentityLink, bool, error) {
	l, err := m.q.GetLinkOfIdentity(ctx, db.GetLinkOfIdentityParams{IdentityID: identityID, Now: m.clock()})
	if errors.Is(err, pgx.ErrNoRows) {
		return l, false, nil
	}
	if err != nil {
		return l, false, fmt.Errorf("read link: %w", err)
	}
	return l, true, nil
}
