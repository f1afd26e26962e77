package jobs

import (
	"context"
	"errors"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// EntityFinder finds entities of access reviews in IIQ's list. An entity that is not there is missing in the answer.
type EntityFinder interface {
	ReviewEntitiesByID(ctx context.Context, ids []string) ([]approvals.ReviewEntity, error)
}

// What was found about the entity of a decision that was sent.
var (
	errEntityOpen    = errors.New("the entity of a decision that was sent is not complete")
	errEntityMissing = errors.New("the entity of a decision that was sent is not in IdentityIQ's list")
	errEntityOther   = errors.New("IdentityIQ's list has another entity than it was asked for")
)

// endEntity ends a decision on an entity of an access review, which only version 0.1.0 takes. Nothing is sent any
// more.
//
// A decision that was never sent had no effect. For one that was sent, IIQ shows two things at most. An entity that
// stays open was not decided by it. For an entity that is complete or gone, nothing in IIQ says who decided it, or
// how, so the outcome is unknown.
func (s *SubmitDecisionWorker) endEntity(ctx context.Context, c store.Claim) (string, error) {
	if !c.Sent {
		return s.endEntityAs(ctx, c, approvals.RefusedType)
	}
	found, err := s.Entities.ReviewEntitiesByID(ctx, []string{c.EntityID})
	if err == nil && len(found) > 0 && found[0].ID != c.EntityID {
		err = errEntityOther
	}
	seen := errEntityMissing
	switch {
	case err != nil && c.Age() >= 2*s.Keep:
		return s.endEntityAs(ctx, c, approvals.RefusedUnheard)
	case err != nil:
		return "retry", s.lookAgain(ctx, c, err)
	case len(found) > 0 && found[0].Complete():
		return s.endEntityAs(ctx, c, approvals.RefusedUnheard)
	case len(found) > 0:
		seen = errEntityOpen
	}
	switch {
	case !c.FoundBefore(seen):
		// The last request may still be on its way, and a list may lack an entity that exists. The claim of the sender is over
		// by the next look.
		return "retry", s.lookAgain(ctx, c, &approvals.RetryAfterError{After: s.Lease, Err: seen})
	case errors.Is(seen, errEntityOpen):
		return s.endEntityAs(ctx, c, approvals.RefusedType)
	}
	return s.endEntityAs(ctx, c, approvals.RefusedUnheard)
}

func (s *SubmitDecisionWorker) endEntityAs(ctx context.Context, c store.Claim, code approvals.RefusalCode) (string, error) {
	r := &approvals.Refusal{Code: code}
	s.logRefused(ctx, c, r)
	return "refused", s.refuse(ctx, c, r)
}

func (s *SubmitDecisionWorker) lookAgain(ctx context.Context, c store.Claim, cause error) error {
	return s.later(ctx, c, cause, c.Trouble, slog.LevelInfo, "a decision on an entity of an access review is not sent; what became of it is looked for again")
}
