package app

import (
	"context"
	"errors"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/iiq"
)

// IdentityPort adapts the IIQ client to the identity map's interface.
type IdentityPort struct{ *iiq.Client }

// AllIdentities reads everybody.
func (p IdentityPort) AllIdentities(ctx context.Context, limit int, yield func([]approvals.Identity, time.Time) error) (bool, error) {
	return p.Client.AllIdentities(ctx, limit, yield)
}

// IdentitiesChangedSince reads the identities that have changed.
func (p IdentityPort) IdentitiesChangedSince(ctx context.Context, since time.Time, limit int, yield func([]approvals.Identity, time.Time) error) error {
	err := p.Client.IdentitiesChangedSince(ctx, since, limit, yield)
	if errors.Is(err, iiq.ErrNoChangeStamps) {
		return errors.Join(identitymap.ErrNoChanges, err)
	}
	return err
}

// IdentitiesByEmail finds people by their address.
func (p IdentityPort) IdentitiesByEmail(ctx context.Context, email string) ([]approvals.Identity, error) {
	found, err := p.Client.IdentitiesByEmail(ctx, email)
	if errors.Is(err, iiq.ErrNoEmailSearch) {
		return nil, errors.Join(identitymap.ErrNoEmailSearch, err)
	}
	return found, err
}
