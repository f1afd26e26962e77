package app

import (
	"context"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// reviewsRound looks for new and changed access reviews.
func (b *bot) reviewsRound(groups *rounds.Groups) schedule.Round {
	r := b.cfg.Rules
	reviews := &rounds.Reviews{Store: b.store, Source: reviewPort{b.iiq}, Items: iiqPort{b.iiq}, Groups: groups, Witness: b.witness,
		Names:  b.iiq,
		Update: r.ReviewUpdateInterval, Recheck: r.ReconcileInterval, Page: b.cfg.IIQ.PageSize, Log: b.log}
	return schedule.Round{Name: roundReviews, Every: r.PollInterval, Run: reviews.Run}
}

// reviewPort adapts the IIQ client's access reviews to the workers' interface.
type reviewPort struct{ client *iiq.Client }

// Clock is the latest time that IIQ's own clock can show now.
func (p reviewPort) Clock() time.Time { return p.client.Clock() }

// ReviewEntities reads what was made or changed since.
func (p reviewPort) ReviewEntities(ctx context.Context, since time.Time, afterID string, limit int) ([]approvals.ReviewEntity, error) {
	page, err := p.client.ReviewEntities(ctx, since, afterID, limit)
	return entitiesOf(page), err
}

// OpenReviewEntities reads all entities of reviews that are not signed off.
func (p reviewPort) OpenReviewEntities(ctx context.Context, afterID string, limit int) ([]approvals.ReviewEntity, error) {
	page, err := p.client.OpenReviewEntities(ctx, afterID, limit)
	return entitiesOf(page), err
}

// ReviewEntitiesByID reads those of these entities that are in the list.
func (p reviewPort) ReviewEntitiesByID(ctx context.Context, ids []string) ([]approvals.ReviewEntity, error) {
	found, err := p.client.ReviewEntitiesByID(ctx, ids)
	return entitiesOf(found), err
}

func entitiesOf(page []iiq.ReviewEntity) []approvals.ReviewEntity {
	out := make([]approvals.ReviewEntity, len(page))
	for i, e := range page {
		out[i] = entityOf(e)
	}
	return out
}

func entityOf(e iiq.ReviewEntity) approvals.ReviewEntity {
	r := e.Review
	return approvals.ReviewEntity{ID: e.ID, Status: e.Status, Created: e.Created, Modified: e.Modified,
		Review: approvals.Review{ID: r.ID, Name: r.Name, Phase: r.Phase, Due: r.Due, Signed: r.Signed, Certifiers: r.Certifiers,
			UnreadDates: r.UnreadDates}}
}
