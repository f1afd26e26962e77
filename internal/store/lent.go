package store

import (
	"context"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/reviews"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// lent is what the packages below need of the use cases here: each says so by an interface of its own.
type lent struct{ *core }

// Followed gives those of the items that our tables follow.
func (l lent) Followed(ctx context.Context, items []approvals.WorkItem) ([]approvals.WorkItem, error) {
	return l.items().followed(ctx, items)
}

// Keep stores the row of an access review.
func (l lent) Keep(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old *db.WorkItem) (reviews.Kept, error) {
	k, err := l.items().keepItem(ctx, t, w, old, false)
	return reviews.Kept{Round: k.round, Opened: k.opened, Changed: k.changed}, err
}

// Close ends the row of an access review.
func (l lent) Close(ctx context.Context, t *tx.Tx, item db.WorkItem, o approvals.OutcomeView) error {
	return l.closeItem(ctx, t, item, o)
}

// SettingsOf reads what somebody chose for themselves.
func (l lent) SettingsOf(ctx context.Context, q *db.Queries, identityID string) (approvals.PersonalSettings, error) {
	return settingsOf(ctx, q, identityID)
}

// LanguageOfIdentity gives the language of an identity, that of the bot's settings where it is not bound.
func (l lent) LanguageOfIdentity(ctx context.Context, q *db.Queries, identityID string) (approvals.Language, error) {
	return l.persons().languageOfIdentity(ctx, q, identityID)
}

// LanguageOfSlackUser gives the language of a Slack user who may have no identity.
func (l lent) LanguageOfSlackUser(ctx context.Context, teamID, slackUserID string) (approvals.Language, error) {
	return l.persons().LanguageOfSlackUser(ctx, teamID, slackUserID)
}

// Shown gives who an identity is, and what they may see of these items that wait for them.
func (l lent) Shown(ctx context.Context, q *db.Queries, identityID string, items []db.WorkItem,
	now time.Time) (approvals.Identity, []approvals.Row, error) {
	rows := make([]db.PendingItemsRow, len(items))
	for i, w := range items {
		rows[i] = db.PendingItemsRow{WorkItem: w}
	}
	book, err := l.views().book(ctx, q, items, identityID)
	if err != nil {
		return approvals.Identity{}, nil, err
	}
	viewer := book.byID[identityID]
	if viewer.ID == "" {
		viewer.ID = identityID
	}
	shown, err := l.lists().rows(ctx, q, viewer, rows, now)
	return viewer, shown, err
}
