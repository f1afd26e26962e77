package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Reviews reads the access reviews that wait for somebody from our tables.
type Reviews interface {
	PendingReviews(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error)
}
