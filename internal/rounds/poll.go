package rounds

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// overlap is how far each poll reaches back before the greatest stamp seen. IIQ stamps a change before it commits it.
const overlap = 2 * time.Minute

const (
	// sweepEvery is how many polls go by until one of them also reads a page of all open items, whatever their stamps.
	sweepEvery = 10
	// sweepPages is how many pages one poll reads at most while each has items that no watermark showed.
	sweepPages = 20
)

// Poll looks for new and changed work items.
type Poll struct {
	Store *store.Store
	Items ItemLister
	// Changes, which may be nil, tells what changed by the cursor of a gateway.
	Changes ChangeReader
	Groups  *Groups
	// Requests tells who the people of an item are, where the item does not.
	Requests RequestReader
	Types    []approvals.ItemType
	Page     int
	Log      *slog.Logger

	// detour is what was last told of a cursor that is of no use: see tellDetour.
	detour atomic.Int32
}

// Run does one round. What is new or changed is read by the cursor of a gateway where there is one, else by IIQ's stamps. The
// watermark moves on either way, so that each goes on where the other ended, and only when all pages were read and stored.
func (p *Poll) Run(ctx context.Context, lease schedule.Lease) error {
	mark, err := p.Store.Watermark(ctx, lease.Name)
	if err != nil {
		return err
	}
	horizon := approvals.NewHorizon(mark.Stamp, p.Items.Clock())
	horizon.TellPulledBack(ctx, p.Log, lease.Name)
	err = p.changes(ctx, lease, mark, horizon)
	// What was stored before a page failed still goes out.
	if releaseErr := p.release(ctx, lease); err == nil {
		err = releaseErr
	}
	if err != nil {
		return err
	}
	mark.Stamp = horizon.Mark()
	if mark.Round++; mark.Round%sweepEvery == 0 {
		if mark.Cursor, err = p.sweep(ctx, lease, mark.Cursor); err != nil {
			return err
		}
	}
	return p.Store.SaveWatermark(ctx, lease, mark)
}

// changes reads what is new or changed.
func (p *Poll) changes(ctx context.Context, lease schedule.Lease, mark schedule.Watermark, horizon *approvals.Horizon) error {
	back := overlap
	if p.Changes != nil {
		done, err := p.byCursor(ctx, lease, mark, horizon)
		if done {
			return err
		}
		back = max(back, p.Changes.Settles())
	}
	since := horizon.Mark()
	if !since.IsZero() {
		since = since.Add(-back)
	}
	return p.pages(ctx, lease, since, horizon)
}

func (p *Poll) pages(ctx context.Context, lease schedule.Lease, since time.Time, horizon *approvals.Horizon) error {
	readAt, err := p.Store.Now(ctx)
	if err != nil {
		return err
	}
	var failed error
	err = p.Items.WorkItemsChangedSince(ctx, since, p.Types, func(items []approvals.WorkItem) error {
		for _, w := range items {
			horizon.See(w.Created, w.Modified)
		}
		if _, err := p.take(ctx, lease, readAt, items); err != nil {
			if stops(ctx, err) {
				return err
			}
			failed = err
		}
		readAt, err = p.Store.Now(ctx)
		return err
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return fmt.Errorf("poll work items: %w", err)
	}
	return nil
}

// stops reports whether a round must end here. An item that cannot be stored holds its own watermark back, not the
// others.
func stops(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, schedule.ErrLeaseLost)
}

// take stores what was read, and returns how many of the items were new. It first looks up owners that are unknown.
func (p *Poll) take(ctx context.Context, lease schedule.Lease, readAt time.Time, items []approvals.WorkItem) (news int, err error) {
	ctx, span := tracing.Start(ctx, "page seen")
	defer span.End()
	span.SetInt(tracing.Items, len(items))
	if err := p.Groups.ExpandUnknown(ctx, lease, items); err != nil {
		if errors.Is(err, schedule.ErrLeaseLost) {
			return 0, err
		}
		p.Log.WarnContext(ctx, "cannot read the members of a workgroup; its items are stored, their cards follow", "error", err)
	}
	if err := p.Store.SeenReviewWorkItems(ctx, lease, items); err != nil {
		return 0, err
	}
	stats, err := p.Store.Seen(ctx, lease, readAt, items)
	if stats.New+stats.Changed+stats.Closed+stats.Reopened > 0 {
		p.Log.InfoContext(ctx, "work items seen", "new", stats.New, "changed", stats.Changed, "forwarded", stats.Forwarded,
			"closed", stats.Closed, "reopened", stats.Reopened)
	}
	return stats.New, err
}

// release sends the cards of this round. Where nobody can be asked whose request an item is, its card has a link only, until it
// is known.
func (p *Poll) release(ctx context.Context, lease schedule.Lease) error {
	ctx, span := tracing.Start(ctx, "release cards")
	defer span.End()
	if err := askParties(ctx, lease, p.Store, p.Requests); err != nil {
		if stops(ctx, err) {
			return err
		}
		p.Log.WarnContext(ctx, "cannot ask who requested some work items; they can only be decided in IdentityIQ until then", "error", err)
	}
	n, err := p.Store.ReleaseCards(ctx)
	span.SetInt(tracing.People, n)
	span.Fail(err)
	return err
}

// sweep reads all open items page by page, one page at a time, to find those that no watermark showed. Where a page had
// some, others are likely, and the next page is read at once. It returns where the next page begins.
func (p *Poll) sweep(ctx context.Context, lease schedule.Lease, cursor string) (string, error) {
	for range sweepPages {
		next, news, err := p.sweepPage(ctx, lease, cursor)
		if err != nil || next == "" || news == 0 {
			return next, err
		}
		cursor = next
	}
	return cursor, nil
}

// sweepPage reads the page after cursor. It returns where the next one begins, "" at the end, and how many of its items
// were new.
func (p *Poll) sweepPage(ctx context.Context, lease schedule.Lease, cursor string) (next string, news int, err error) {
	readAt, err := p.Store.Now(ctx)
	if err != nil {
		return cursor, 0, err
	}
	items, err := p.Items.OpenWorkItemsAfter(ctx, cursor, p.Page)
	if err != nil {
		return cursor, 0, fmt.Errorf("sweep work items: %w", err)
	}
	if len(items) == 0 {
		// Only an empty page is the end, since IIQ may give shorter pages than it was asked for.
		return "", 0, nil
	}
	if news, err = p.take(ctx, lease, readAt, items); err != nil {
		if stops(ctx, err) {
			return cursor, 0, err
		}
		p.Log.ErrorContext(ctx, "some work items cannot be stored", "error", err)
	}
	if err := p.release(ctx, lease); err != nil {
		return cursor, 0, err
	}
	return items[len(items)-1].ID, news, nil
}
