package iiq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// errNoProgress is a list whose pages repeat each other.
var errNoProgress = errors.New("pages do not move on: the filter or the order was ignored")

// WorkItemQuery is one list call. Limit 0 is the configured page size. OrderBy is a property, with `-` before it for
// downwards, or "".
type WorkItemQuery struct {
	Filter        Filter
	Limit, Offset int
	OrderBy       string
}

// WorkItemPage is one page of a list of work items.
type WorkItemPage struct {
	Items []approvals.WorkItem
	// Rejected are objects of the page that cannot be used. They still exist and count: a page is as long as Count says.
	Rejected []RejectedItem
	// LastID is the id of the last object that has one, rejected or not; "" on an empty page.
	LastID string
	// Date is when IIQ answered, by its own clock; zero when the answer has no date.
	Date time.Time
}

// RejectedItem is an object that IIQ listed and that cannot be used. ID is "" where the id itself is invalid. Number is what people
// call it.
type RejectedItem struct {
	ID     string
	Number string
	Why    string
	err    error
}

// UnreadableError names the requested objects that exist but cannot be read; errors.Is finds approvals.ErrIIQBroken in
// it.
type UnreadableError struct{ Rejected []RejectedItem }

func (e *UnreadableError) Error() string {
	first := e.Rejected[0]
	return fmt.Sprintf("%v: %d unreadable, the first %s: %s", approvals.ErrIIQBroken, len(e.Rejected), first.ID, first.Why)
}

// Unwrap gives approvals.ErrIIQBroken.
func (e *UnreadableError) Unwrap() error { return approvals.ErrIIQBroken }

// Count is how many objects the page has.
func (p WorkItemPage) Count() int { return len(p.Items) + len(p.Rejected) }

// WorkItems gives one page of work items: docs/iiq-wire.md#lists-and-paging. One unreadable item does not spoil the
// page: see Rejected.
func (c *Client) WorkItems(ctx context.Context, q WorkItemQuery) (WorkItemPage, error) {
	page, err := c.workItems(ctx, q)
	if err != nil {
		return WorkItemPage{}, fmt.Errorf("list work items: %w", err)
	}
	return page, nil
}

func (c *Client) workItems(ctx context.Context, q WorkItemQuery) (WorkItemPage, error) {
	query, err := q.values(c.pageOf(0))
	if err != nil {
		return WorkItemPage{}, err
	}
	var page WorkItemPage
	err = c.calls.Read(ctx, transport.Read{
		Endpoint: "object/WorkItem", Limit: c.listLimit, URL: c.pluginURL("/object/WorkItem", query),
		Parse: func(a *transport.Answer) (err error) {
			page, err = parseWorkItems(a, c.cfg.ESignAttribute, c.dates)
			return err
		},
	})
	c.notePage(ctx, page)
	return page, err
}

// notePage tells of what a page has that cannot be read, or not whole.
func (c *Client) notePage(ctx context.Context, page WorkItemPage) {
	c.unread.report(ctx, c.log, page.Rejected)
	c.noteUnusable(page.Rejected)
	c.partly.report(ctx, c.log, partlyRead(page.Items))
	for _, w := range page.Items {
		c.dates.unreadDate(stampOfItem, w.ID, w.UnreadDates...)
	}
}

func (q WorkItemQuery) values(pageSize int) (url.Values, error) {
	if q.Filter.Err() != nil {
		return nil, q.Filter.Err()
	}
	limit := cmp.Or(q.Limit, pageSize)
	if limit < 1 || limit > maxPageSize || q.Offset < 0 {
		return nil, fmt.Errorf("limit %d, offset %d: %w", q.Limit, q.Offset, ErrBadArgument)
	}
	v := url.Values{"limit": {strconv.Itoa(limit)}}
	if q.Offset > 0 {
		v.Set("offset", strconv.Itoa(q.Offset))
	}
	if !q.Filter.empty() {
		v.Set("filter", q.Filter.String())
	}
	if q.OrderBy != "" {
		if !isProperty(strings.TrimPrefix(q.OrderBy, "-")) {
			return nil, fmt.Errorf("orderby: %w", ErrBadArgument)
		}
		v.Set("orderby", q.OrderBy)
	}
	return v, nil
}

// parseWorkItems reads a page. The stamps of an item that cannot be used count as well.
func parseWorkItems(a *transport.Answer, signatureKey string, dates *dateBook) (WorkItemPage, error) {
	page := WorkItemPage{Date: a.Date()}
	err := wire.ReadWorkItems(a.Body, signatureKey, func(l wire.ListedItem) {
		page.LastID = cmp.Or(l.ID, page.LastID)
		dates.credible(stampOfItem, l.ID, l.Item.Created, l.Item.Modified)
		if l.Err != nil {
			page.Rejected = append(page.Rejected, RejectedItem{ID: l.ID, Number: l.Number, Why: l.Err.Error(), err: l.Err})
			return
		}
		page.Items = append(page.Items, l.Item)
	})
	return page, err
}
