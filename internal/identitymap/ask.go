package identitymap

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// Identity gives an identity, person or workgroup, from the copy, else from IIQ. approvals.ErrNotListed: IIQ has none.
func (m *Map) Identity(ctx context.Context, id string) (approvals.Identity, error) {
	if !validID(id) {
		return approvals.Identity{}, fmt.Errorf("read identity: %w", approvals.ErrNotListed)
	}
	i, found, err := m.storedIdentity(ctx, id)
	if err != nil || found {
		return i, err
	}
	return m.askIdentity(ctx, id)
}

func (m *Map) storedIdentity(ctx context.Context, id string) (approvals.Identity, bool, error) {
	row, err := m.q.GetIdentity(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return approvals.Identity{}, false, nil
	}
	if err != nil {
		return approvals.Identity{}, false, fmt.Errorf("read identity: %w", err)
	}
	return identityOf(row), true, nil
}

// askIdentity reads an identity from IIQ and stores the answer.
func (m *Map) askIdentity(ctx context.Context, id string) (approvals.Identity, error) {
	if m.iiq == nil {
		return approvals.Identity{}, fmt.Errorf("look up identity: %w", ErrOffline)
	}
	asked, err := m.q.ClockNow(ctx)
	if err != nil {
		return approvals.Identity{}, fmt.Errorf("read clock: %w", err)
	}
	return m.askIdentitySince(ctx, id, asked)
}

// askIdentitySince is askIdentity for whoever has asked Postgres's clock before.
func (m *Map) askIdentitySince(ctx context.Context, id string, asked time.Time) (approvals.Identity, error) {
	if m.iiq == nil {
		return approvals.Identity{}, fmt.Errorf("look up identity: %w", ErrOffline)
	}
	i, err := m.iiq.IdentityByID(ctx, id)
	if err != nil {
		return approvals.Identity{}, fmt.Errorf("look up identity: %w", err)
	}
	if i.ID != id {
		return approvals.Identity{}, fmt.Errorf("look up identity: another one came: %w", approvals.ErrIIQBroken)
	}
	return i, m.keepIdentities(ctx, []approvals.Identity{i}, asked)
}

func (m *Map) askIdentitiesByEmail(ctx context.Context, address string) ([]approvals.Identity, error) {
	if m.iiq == nil {
		return nil, fmt.Errorf("look up identities by e-mail: %w", ErrOffline)
	}
	return shared(ctx, m, "iiq "+emailKey(address), func(ctx context.Context) ([]approvals.Identity, error) {
		asked, err := m.q.ClockNow(ctx)
		if err != nil {
			return nil, fmt.Errorf("read clock: %w", err)
		}
		told, err := m.iiq.IdentitiesByEmail(ctx, email(address))
		if errors.Is(err, approvals.ErrNoEmailSearch) {
			// The answer names nobody, so that everybody whom the copy has under this address is asked for by id.
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("look up identities by e-mail: %w", err)
		}
		page, err := readPage(told)
		if err != nil {
			return nil, fmt.Errorf("look up identities by e-mail: %w", err)
		}
		return page, m.keepIdentities(ctx, page, asked)
	})
}

// keepIdentities stores what IIQ said outside a refresh. A refresh that runs counts these identities as seen.
func (m *Map) keepIdentities(ctx context.Context, told []approvals.Identity, asked time.Time) error {
	if len(told) == 0 {
		return nil
	}
	if _, err := m.q.UpsertIdentities(ctx, identityRows(told, 0, asked)); err != nil {
		return fmt.Errorf("store identities: %w", err)
	}
	return nil
}

// Names gives these identities as the copy has them, by id; unknown ones are missing. The caller bounds ids.
func (m *Map) Names(ctx context.Context, ids []string) (map[string]approvals.Identity, error) {
	rows, err := m.q.IdentitiesAmong(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read identities: %w", err)
	}
	known := make(map[string]approvals.Identity, len(rows))
	for _, r := range rows {
		i := identityOf(db.GetIdentityRow(r))
		known[i.ID] = i
	}
	return known, nil
}

// storedAtOnce is how many identities one query reads from the copy.
const storedAtOnce = 1000

// Identities gives these identities from the copy, and asks IIQ for those that the copy lacks, up to 100 a call, or each by
// itself with AskSingly. Those that IIQ does not list are missing from the answer. What IIQ answered is stored
// call by call, so a caller that is stopped goes on from there the next time. The caller bounds ids.
func (m *Map) Identities(ctx context.Context, ids []string) (map[string]approvals.Identity, error) {
	known := make(map[string]approvals.Identity, len(ids))
	for some := range slices.Chunk(ids, storedAtOnce) {
		stored, err := m.Names(ctx, some)
		if err != nil {
			return nil, err
		}
		maps.Copy(known, stored)
	}
	unknown := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return known[id].ID != "" || !validID(id) })
	if len(unknown) > 0 && m.iiq == nil {
		return nil, fmt.Errorf("look up identities: %w", ErrOffline)
	}
	for some := range slices.Chunk(unknown, askAtOnce) {
		if err := m.askFor(ctx, some); err != nil {
			return nil, err
		}
		told, err := m.Names(ctx, some)
		if err != nil {
			return nil, err
		}
		maps.Copy(known, told)
	}
	return known, nil
}

// askFor asks IIQ for at most 100 identities and stores those that it lists.
func (m *Map) askFor(ctx context.Context, ids []string) error {
	if !m.cfg.AskSingly {
		_, _, err := m.readThese(ctx, ids)
		return err
	}
	for _, id := range ids {
		if _, err := m.askIdentity(ctx, id); err != nil && !errors.Is(err, approvals.ErrNotListed) {
			return err
		}
	}
	return nil
}

// IsKnownPerson reports whether the copy knows this identity as a person. A member of a workgroup for whom it is false
// may be a nested workgroup: docs/iiq-wire.md#members
func (m *Map) IsKnownPerson(ctx context.Context, id string) (bool, error) {
	i, found, err := m.storedIdentity(ctx, id)
	return found && !i.Workgroup, err
}
