package identitymap

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// changesOverlap is how far each search for changes reaches back before the latest date seen, since IIQ stamps before
	// it commits.
	changesOverlap = 2 * time.Minute
	// changesSettled is how long nothing newer may appear until everything with an earlier stamp is surely committed.
	// Without it, the stamps of a large aggregation's last two minutes would be read again and again until the next one.
	changesSettled = 3 * changesOverlap
)

// RefreshChanged reads the identities that were made or changed in IIQ since the last time, by IIQ's own dates. It
// hands over, page by page, the ids of those that differ from the copy or are new to it. Deleted identities are not
// among them; only Refresh sees a deletion. approvals.ErrNoChanges: IIQ gives no dates, or no refresh has met one yet: see
// RefreshThese.
func (m *Map) RefreshChanged(ctx context.Context, changed func(ids []string) error) error {
	state, err := m.q.GetIdentitySync(ctx)
	if err != nil {
		return fmt.Errorf("read state of identity refresh: %w", err)
	}
	if state.ChangedUntil == nil {
		return approvals.ErrNoChanges
	}
	asked, err := m.q.ClockNow(ctx)
	if err != nil {
		return fmt.Errorf("read clock: %w", err)
	}
	horizon := approvals.NewHorizon(*state.ChangedUntil, m.iiq.Clock())
	if horizon.PulledBack() > 0 {
		horizon.TellPulledBack(ctx, m.log, "identity_changes")
		if err := m.q.PullChangedUntilBack(ctx, horizon.Mark()); err != nil {
			return fmt.Errorf("pull back since when changes count: %w", err)
		}
	}
	until := horizon.Mark()
	since := until.Add(-changesOverlap)
	if state.ChangedMovedAt != nil && asked.Sub(*state.ChangedMovedAt) > changesSettled {
		since = until
	}
	err = m.iiq.IdentitiesChangedSince(ctx, since, m.cfg.PageSize, func(told []approvals.Identity, latest time.Time) error {
		page, err := readPage(told)
		if err != nil {
			return err
		}
		ids, err := m.keepChanged(ctx, page, asked)
		if err == nil && len(ids) > 0 {
			err = changed(ids)
		}
		if err != nil {
			return err
		}
		horizon.See(latest)
		asked, err = m.q.ClockNow(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("refresh changed identities: %w", err)
	}
	if err := m.q.MoveChangedUntil(ctx, horizon.Mark()); err != nil {
		return fmt.Errorf("note since when changes count: %w", err)
	}
	return nil
}

// RefreshThese reads identities again by id, and returns those that differed from the copy. An identity that IIQ no
// longer lists stays as it is.
func (m *Map) RefreshThese(ctx context.Context, ids []string) (changed []string, err error) {
	for some := range slices.Chunk(ids, askAtOnce) {
		news, _, err := m.readThese(ctx, some)
		if err != nil {
			return changed, err
		}
		changed = append(changed, news...)
	}
	return changed, nil
}

// readThese reads at most 100 identities by id. It returns those that are new to the copy, and those that exist.
func (m *Map) readThese(ctx context.Context, ids []string) (changed []string, there map[string]bool, err error) {
	asked, err := m.q.ClockNow(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read clock: %w", err)
	}
	told, err := m.iiq.IdentitiesByID(ctx, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("read identities again: %w", err)
	}
	page, err := readPage(told)
	if err != nil {
		return nil, nil, err
	}
	there = make(map[string]bool, len(page))
	for _, i := range page {
		if !slices.Contains(ids, i.ID) {
			return nil, nil, fmt.Errorf("read identities again: another one came: %w", approvals.ErrIIQBroken)
		}
		there[i.ID] = true
	}
	changed, err = m.keepChanged(ctx, page, asked)
	return changed, there, err
}

// keepChanged stores a page and returns the ids of those that differed from the copy.
func (m *Map) keepChanged(ctx context.Context, page []approvals.Identity, asked time.Time) ([]string, error) {
	if len(page) == 0 {
		return nil, nil
	}
	ids := make([]string, len(page))
	for n, i := range page {
		ids[n] = i.ID
	}
	before, err := m.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	if err := m.keepIdentities(ctx, page, asked); err != nil {
		return nil, err
	}
	now, err := m.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ids, func(id string) bool { return before[id] == now[id] }), nil
}
