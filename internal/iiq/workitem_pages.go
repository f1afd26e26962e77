package iiq

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// WorkItemsChangedSince hands over, page by page, every work item of the types that was made or changed at or after
// since, by IIQ's clock; the zero time means all. A since that is ahead of IIQ's clock is taken for two minutes before
// it. Items whose stamps are more than a week ahead of it are left out. Pages go by `id > last` in the order of the ids, so that items which vanish
// meanwhile make no other item skipped or repeated. yield is called once for each page that has usable items; its
// error ends the round and is returned. A nil error means that the round is complete.
func (c *Client) WorkItemsChangedSince(ctx context.Context, since time.Time, types []approvals.ItemType,
	yield func([]approvals.WorkItem) error) error {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	scope := In("type", names...)
	if !since.IsZero() {
		scope = And(scope, c.dates.changedSince(since))
	}
	if err := c.walk(ctx, scope, "", c.pageOf(0), keepGoing(yield)); err != nil {
		return fmt.Errorf("list changed work items: %w", err)
	}
	return nil
}

// OpenWorkItemsAfter gives up to about limit open items (0: the configured page size) whose id comes after lastID, in
// the order of the ids. Only an empty answer is the end; fewer items than limit are not. The next call takes the id of
// the last item.
func (c *Client) OpenWorkItemsAfter(ctx context.Context, lastID string, limit int) ([]approvals.WorkItem, error) {
	scope := Or(IsNull("state"), Eq("state", string(approvals.StatePending)))
	var out []approvals.WorkItem
	err := c.walk(ctx, scope, lastID, c.pageOf(limit), func(page []approvals.WorkItem) (bool, error) {
		out = page
		return false, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list open work items: %w", err)
	}
	return out, nil
}

func keepGoing(yield func([]approvals.WorkItem) error) func([]approvals.WorkItem) (bool, error) {
	return func(page []approvals.WorkItem) (bool, error) { return true, yield(page) }
}

// walk goes through all pages of a scope after an id, until visit ends it. A page that is too large to be read is
// asked for again in halves.
func (c *Client) walk(ctx context.Context, scope Filter, after string, limit int, visit func([]approvals.WorkItem) (bool, error)) error {
	for {
		f := scope
		if after != "" {
			f = And(scope, After("id", after))
		}
		page, err := c.workItems(ctx, WorkItemQuery{Filter: f, Limit: limit, OrderBy: "id"})
		if errors.Is(err, wire.ErrTooLarge) && limit > 1 {
			limit /= 2
			continue
		}
		if err == nil {
			err = page.checkOrder(after)
		}
		if err != nil {
			return err
		}
		if len(page.Items) > 0 {
			if more, err := visit(page.Items); err != nil || !more {
				return err
			}
		}
		if c.itemPages.last(page.Count(), limit) {
			return nil
		}
		after = page.LastID
	}
}

var hexID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// checkOrder reports an error when a page does not continue after the id that it should begin after. The order of ids
// other than lower case hexadecimal depends on the database; there, only a repeated id is an error.
func (p WorkItemPage) checkOrder(after string) error {
	if p.Count() > 0 && (p.LastID == "" || p.LastID == after) {
		return fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errNoProgress)
	}
	for _, w := range p.Items {
		if w.ID == after || hexID.MatchString(after) && hexID.MatchString(w.ID) && w.ID < after {
			return fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errNoProgress)
		}
		if hexID.MatchString(w.ID) {
			after = w.ID
		}
	}
	return nil
}
