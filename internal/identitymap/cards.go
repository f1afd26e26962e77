package identitymap

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// Cards, the last reminder and the Home tab belong to a link: whoever loses it loses their content, and whoever gets it gets cards, in
// the transaction that changes the link. The sweep of work that is left undone sends them within a second or two.

// lost takes the content from the messages and the Home tab of whoever was bound to an identity by this link.
func lost(ctx context.Context, q *db.Queries, l db.IdentityLink) error {
	if err := q.DropUnsentCardsOfIdentity(ctx, l.IdentityID); err != nil {
		return fmt.Errorf("drop cards that were not sent: %w", err)
	}
	if _, err := q.UnlinkCardsOfIdentity(ctx, l.IdentityID); err != nil {
		return fmt.Errorf("withdraw cards: %w", err)
	}
	last := db.UnlinkReminderParams{IdentityID: l.IdentityID, TeamID: l.TeamID, SlackUserID: l.SlackUserID}
	if err := q.UnlinkReminder(ctx, last); err != nil {
		return fmt.Errorf("withdraw the last reminder: %w", err)
	}
	if err := q.OweHome(ctx, db.OweHomeParams{TeamID: l.TeamID, SlackUserID: l.SlackUserID}); err != nil {
		return fmt.Errorf("note that the Home tab is to be published: %w", err)
	}
	return nil
}

// gained makes cards of what is open for an identity whose cards are with somebody who has lost it.
func gained(ctx context.Context, q *db.Queries, identityID string) error {
	if err := q.HeldCardsAreNew(ctx, identityID); err != nil {
		return fmt.Errorf("let cards wait that were told of elsewhere: %w", err)
	}
	if _, err := q.RenewCardsOfIdentity(ctx, identityID); err != nil {
		return fmt.Errorf("make cards anew: %w", err)
	}
	return nil
}

// dropExpired removes what has ended and stands in the way of a new link.
func dropExpired(ctx context.Context, q *db.Queries, p db.InsertLinkParams) error {
	ended, err := q.DropExpiredLinks(ctx, db.DropExpiredLinksParams{
		Now: p.LinkedAt, TeamID: p.TeamID, SlackUserID: p.SlackUserID, IdentityID: p.IdentityID,
	})
	if err != nil {
		return fmt.Errorf("drop expired links: %w", err)
	}
	for _, l := range ended {
		if l.SlackUserID == p.SlackUserID && l.IdentityID == p.IdentityID {
			continue
		}
		if err := lost(ctx, q, l); err != nil {
			return err
		}
	}
	return nil
}

const (
	// expiredAtOnce bounds how many links one call of ExpireLinks ends.
	expiredAtOnce = 200
	// endReached is the reason that the decision log has of a link that ended by itself.
	endReached = "the end that was set for the link"
)

// ExpireLinks removes links whose end has come, and takes the content of their cards away. It reports how many there were; at most 200
// a call.
func (m *Map) ExpireLinks(ctx context.Context) (n int, err error) {
	err = pgx.BeginFunc(ctx, m.pool, func(tx pgx.Tx) error {
		q := m.q.WithTx(tx)
		ended, err := q.ExpiredLinks(ctx, db.ExpiredLinksParams{Now: m.clock(), MaxRows: expiredAtOnce})
		if err != nil {
			return err
		}
		for _, l := range ended {
			if _, err := q.DeleteLink(ctx, db.DeleteLinkParams{TeamID: l.TeamID, SlackUserID: l.SlackUserID}); err != nil {
				return err
			}
			if err := lost(ctx, q, l); err != nil {
				return err
			}
			if err := m.linkLog.recordUndone(ctx, q, l, endReached); err != nil {
				return err
			}
		}
		n = len(ended)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("end links whose time is over: %w", err)
	}
	return n, nil
}
