package iiq

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// WorkItem reads one work item by id, with the entitlement descriptions of its lines: docs/iiq-wire.md#gone-by-id. A
// 404, an empty 200, a 500 and an answer that is too large are approvals.ErrNoAnswerByID, which does not say that the
// item is gone: ask WorkItemListed.
func (c *Client) WorkItem(ctx context.Context, id string) (approvals.WorkItem, error) {
	if !validID(id) {
		return approvals.WorkItem{}, fmt.Errorf("get work item: id: %w", ErrBadArgument)
	}
	var item approvals.WorkItem
	err := c.calls.Read(ctx, transport.Read{
		Endpoint: "object/WorkItem/{id}", Kind: transport.CallByID, Limit: transport.SingleBodyLimit,
		URL: c.pluginURL("/object/WorkItem/"+id, nil),
		Parse: func(a *transport.Answer) (err error) {
			item, err = wire.ReadOneWorkItem(a.Body, c.cfg.ESignAttribute)
			if errors.Is(err, wire.ErrEmptyBody) || err == nil && item.ID == "" {
				return fmt.Errorf("%w: %w", approvals.ErrNoAnswerByID, wire.ErrEmptyBody)
			}
			return errors.Join(err, sameItem(item, id))
		},
	})
	if errors.Is(err, wire.ErrTooLarge) {
		// A list may be larger, and says the same about the item.
		err = fmt.Errorf("%w: %w", approvals.ErrNoAnswerByID, err)
	}
	if err == nil {
		err = unusable(item)
	}
	if err != nil {
		return approvals.WorkItem{}, fmt.Errorf("get work item: %w", err)
	}
	item.Described = true
	return item, nil
}

// WorkItemListed asks the list for one item. approvals.ErrNotListed: a well-formed list did not have it, which alone
// says that it is gone. *UnreadableError: the item exists and cannot be read.
func (c *Client) WorkItemListed(ctx context.Context, id string) (approvals.WorkItem, error) {
	found, err := c.byIDs(ctx, Eq("id", id), []string{id})
	if err != nil {
		return approvals.WorkItem{}, fmt.Errorf("find work item: %w", err)
	}
	item, ok := found[id]
	if !ok {
		return approvals.WorkItem{}, fmt.Errorf("find work item: %w", approvals.ErrNotListed)
	}
	return item, nil
}

// WorkItemsByID asks the list for up to MaxInList items. Without an error, an item that is not in the map is not in
// IIQ's list. With an *UnreadableError the map has the readable items, and the items that it names exist but cannot be
// read. Any other error leaves everything unknown.
func (c *Client) WorkItemsByID(ctx context.Context, ids []string) (map[string]approvals.WorkItem, error) {
	if len(ids) == 0 {
		return map[string]approvals.WorkItem{}, nil
	}
	found, unread := map[string]approvals.WorkItem{}, []RejectedItem(nil)
	err := c.batch.inBatches(c.clock, ids, func(ids []string) error {
		some, err := c.byIDs(ctx, In("id", ids...), ids)
		var partly *UnreadableError
		if errors.As(err, &partly) {
			unread, err = append(unread, partly.Rejected...), nil
		}
		maps.Copy(found, some)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find work items: %w", err)
	}
	if len(unread) > 0 {
		return found, fmt.Errorf("find work items: %w", &UnreadableError{unread})
	}
	return found, nil
}

// byIDs asks until every item was seen or a page is empty, since a server that gives fewer objects than asked for must
// not make the others look gone.
func (c *Client) byIDs(ctx context.Context, scope Filter, ids []string) (map[string]approvals.WorkItem, error) {
	wanted := map[string]bool{}
	for _, id := range ids {
		if !validID(id) {
			return nil, fmt.Errorf("id: %w", ErrBadArgument)
		}
		wanted[id] = true
	}
	found, unread := map[string]approvals.WorkItem{}, []RejectedItem(nil)
	for after, f := "", scope; len(found)+len(unread) < len(wanted); f = And(scope, After("id", after)) {
		page, err := c.workItems(ctx, WorkItemQuery{Filter: f, Limit: len(wanted), OrderBy: "id"})
		if err == nil {
			err = errors.Join(page.checkOrder(after), page.checkAsked(wanted))
		}
		if err != nil {
			return nil, err
		}
		if page.Count() == 0 {
			break
		}
		for _, w := range page.Items {
			found[w.ID] = w
		}
		unread = append(unread, page.Rejected...)
		after = page.LastID
	}
	if len(unread) > 0 {
		return found, &UnreadableError{unread}
	}
	return found, nil
}

// checkAsked reports an error when the answer has items that the filter excludes.
func (p WorkItemPage) checkAsked(wanted map[string]bool) error {
	strange := func(id string) bool { return !wanted[id] }
	for _, w := range p.Items {
		if strange(w.ID) {
			return fmt.Errorf("%w: %w", approvals.ErrIIQBroken, wire.ErrNotAsked)
		}
	}
	for _, r := range p.Rejected {
		if strange(r.ID) {
			return fmt.Errorf("%w: %w", approvals.ErrIIQBroken, wire.ErrNotAsked)
		}
	}
	return nil
}

func sameItem(w approvals.WorkItem, id string) error {
	if w.ID != "" && w.ID != id {
		return wire.ErrNotAsked
	}
	return nil
}

func unusable(w approvals.WorkItem) error {
	if err := wire.Usable(w); err != nil {
		return &UnreadableError{[]RejectedItem{{ID: w.ID, Number: w.Number, Why: err.Error(), err: err}}}
	}
	return nil
}
