package rounds

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// changesMark is the watermark, beside that of the poll, whose cursor is the gateway's. A version that knows no gateway leaves it
// as it is, and goes on by the stamp.
const changesMark = "_changes"

// changePages bounds the pages of one round. The cursor is stored, so the next round goes on.
const changePages = 10_000

// What was last told of the cursor.
const (
	detourNone int32 = iota
	detourAnew
	detourStamps
)

// errUnstored says that a page was read and that some of it cannot be stored.
var errUnstored = errors.New("some work items cannot be stored")

// byCursor reads the pages after the stored cursor. The cursor is stored after each page that was stored. done is false where this
// way cannot be gone, and IIQ's stamps have to do.
func (p *Poll) byCursor(ctx context.Context, lease schedule.Lease, mark schedule.Watermark, horizon *approvals.Horizon) (done bool,
	err error) {
	place := schedule.Lease{Name: lease.Name + changesMark, Term: lease.Term}
	at, err := p.Store.Watermark(ctx, place.Name)
	if err != nil {
		return true, err
	}
	if horizon.PulledBack() > max(overlap, p.Changes.Settles()) {
		// What changes from now on has stamps that lie before the cursor.
		if at.Cursor, err = "", p.pullBack(ctx, lease, mark, horizon); err != nil {
			return true, err
		}
	}
	anew, err := p.follow(ctx, lease, place, at, horizon)
	switch {
	case err == nil:
		if !anew {
			p.tellDetour(ctx, detourNone, nil)
		}
		return true, nil
	case errors.Is(err, approvals.ErrNotOffered):
		return false, nil
	case stops(ctx, err) || errors.Is(err, errUnstored):
		return true, fmt.Errorf("poll work items: %w", err)
	}
	p.tellDetour(ctx, detourStamps, err)
	return false, nil
}

// pullBack stores the watermark that was pulled back at once, so that the next round does not begin anew as well.
func (p *Poll) pullBack(ctx context.Context, lease schedule.Lease, mark schedule.Watermark, horizon *approvals.Horizon) error {
	mark.Stamp = horizon.Mark()
	return p.Store.SaveWatermark(ctx, lease, mark)
}

// follow reads page by page. Where something of a page cannot be stored, the others are still read, and the cursor stays before that
// page. anew is true where the cursor was refused and a sweep began anew.
func (p *Poll) follow(ctx context.Context, lease, place schedule.Lease, at schedule.Watermark, horizon *approvals.Horizon) (anew bool,
	err error) {
	var stuck error
	for range changePages {
		readAt, err := p.Store.Now(ctx)
		if err != nil {
			return anew, err
		}
		page, err := p.Changes.WorkItemChanges(ctx, at.Cursor)
		if errors.Is(err, approvals.ErrBadCursor) && at.Cursor != "" && !anew {
			p.tellDetour(ctx, detourAnew, err)
			at.Cursor, anew = "", true
			continue
		}
		if err != nil {
			return anew, err
		}
		for _, w := range page.Items {
			horizon.See(w.Created, w.Modified)
		}
		if _, err = p.take(ctx, lease, readAt, p.shown(page.Items)); err != nil {
			if stops(ctx, err) {
				return anew, err
			}
			stuck = fmt.Errorf("%w: %w", errUnstored, err)
		}
		at.Cursor = page.Next
		if stuck == nil {
			if err := p.Store.SaveWatermark(ctx, place, at); err != nil {
				return anew, err
			}
		}
		if !page.More {
			break
		}
	}
	return anew, stuck
}

// shown leaves out items of types that are not asked for: the changes are those of all items.
func (p *Poll) shown(items []approvals.WorkItem) []approvals.WorkItem {
	return slices.DeleteFunc(items, func(w approvals.WorkItem) bool { return !slices.Contains(p.Types, w.Type) })
}

// tellDetour says once, until the cursor is of use again, that a sweep begins anew or that the stamps have to do.
func (p *Poll) tellDetour(ctx context.Context, what int32, cause error) {
	if p.detour.Swap(what) == what {
		return
	}
	switch what {
	case detourAnew:
		p.Log.WarnContext(ctx, "the gateway does not take the cursor of its changes; a sweep over all work items begins anew", "error", cause)
	case detourStamps:
		p.Log.WarnContext(ctx, "the gateway does not tell what changed; IdentityIQ is asked by its stamps until it does", "error", cause)
	case detourNone:
		p.Log.InfoContext(ctx, "what changed is read by the gateway's cursor again")
	}
}
