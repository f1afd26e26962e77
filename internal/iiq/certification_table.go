package iiq

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// ReviewEntity is one person, account or role inside an access review (docs/iiq-wire.md#access-reviews). Times are
// zero where IIQ has none.
type ReviewEntity struct {
	ID       string
	Identity string
	Target   string
	// Status is IIQ's own word: Open, Complete, Delegated, WaitingReview, Returned, Challenged.
	Status                       string
	Completed, Created, Modified time.Time
	// UnreadDates names the dates that could not be read, in order.
	UnreadDates []approvals.DateKind
	// Review is the access review that the entity is in.
	Review ReviewHead
}

// ReviewHead is what each entity says about its access review.
type ReviewHead struct {
	ID, Name string
	// Phase is IIQ's own word. A review that is Staged is not out yet. Signed is set when the review is done.
	Phase       string
	Due, Signed time.Time
	// Certifiers are the reviewers' identity names; empty where the owner of the review's work item is the reviewer.
	Certifiers []string
	// UnreadDates names those of Due and Signed that could not be read, in order.
	UnreadDates []approvals.DateKind
}

func reviewFields() []string {
	return []string{
		"id", "identity", "targetDisplayName", "summaryStatus", "completed", "created", "modified", "certification.id",
		"certification.name", "certification.expiration", "certification.phase", "certification.signed", "certification.certifiers",
	}
}

// ReviewEntities gives up to limit entities (0: the configured page size) that were made or changed at or after since
// (zero: all; ahead of IIQ's clock: two minutes before it) and whose id comes after afterID, in the order of the ids. An empty
// page is the end.
func (c *Client) ReviewEntities(ctx context.Context, since time.Time, afterID string, limit int) ([]ReviewEntity, error) {
	found, err := c.reviewEntities(ctx, since, afterID, c.pageOf(limit))
	if err != nil {
		return nil, fmt.Errorf("list access review entities: %w", err)
	}
	return found, nil
}

func (c *Client) reviewEntities(ctx context.Context, since time.Time, afterID string, limit int) ([]ReviewEntity, error) {
	var f Filter
	if !since.IsZero() {
		f = c.dates.changedSince(since)
	}
	if afterID != "" {
		f = And(f, After("id", afterID))
	}
	return c.entityRows(ctx, f, afterID, limit)
}

// entityRows asks for one page in the order of the ids. f already limits where the page starts.
func (c *Client) entityRows(ctx context.Context, f Filter, afterID string, limit int) ([]ReviewEntity, error) {
	if f.Err() != nil || limit < 1 || limit > maxPageSize {
		return nil, fmt.Errorf("limit or id: %w", ErrBadArgument)
	}
	query := url.Values{"attributes": {names(c.reviews)}, "limit": {strconv.Itoa(limit)}, "orderby": {"id"}}
	if !f.empty() {
		query.Set("filter", f.String())
	}
	var found []ReviewEntity
	err := c.calls.Read(ctx, transport.Read{
		Endpoint: "table/CertificationEntity", Limit: c.listLimit, URL: c.pluginURL("/table/CertificationEntity", query),
		Parse: func(a *transport.Answer) error {
			found = nil
			return wire.ReadTable(a.Body, func(r wire.Row) error {
				e, err := readEntity(r, c.reviews, afterID)
				c.dates.credible(stampOfReview, e.ID, e.Created, e.Modified)
				c.dates.unreadDate(stampOfReview, e.ID, e.UnreadDates...)
				found = append(found, e)
				return err
			})
		},
	})
	return found, err
}

func readEntity(r wire.Row, columns []column, after string) (ReviewEntity, error) {
	text := func(field string) string { return wire.OneLine(r.Text(nameOf(columns, field))) }
	unread := wire.DatesUnread{}
	date := func(field string, kind approvals.DateKind) time.Time {
		return r.Stamp(nameOf(columns, field), kind, &unread)
	}
	e := ReviewEntity{
		ID: text("id"), Identity: text("identity"), Status: text("summaryStatus"),
		Target:    wire.Label(r.Text(nameOf(columns, "targetDisplayName"))),
		Completed: date("completed", approvals.DateEnd), Created: date("created", approvals.DateCreated),
		Modified: date("modified", approvals.DateModified),
		Review: ReviewHead{
			ID: text("certification.id"), Name: wire.Label(r.Text(nameOf(columns, "certification.name"))),
			Phase:      text("certification.phase"),
			Due:        date("certification.expiration", approvals.DateDue),
			Signed:     date("certification.signed", approvals.DateSigned),
			Certifiers: r.Texts(nameOf(columns, "certification.certifiers")),
		},
	}
	e.UnreadDates = unread.Kinds()
	for _, kind := range e.UnreadDates {
		if kind == approvals.DateDue || kind == approvals.DateSigned {
			e.Review.UnreadDates = append(e.Review.UnreadDates, kind)
		}
	}
	switch {
	case !validID(e.ID):
		return e, wire.ErrNoID
	case e.ID == after:
		return e, fmt.Errorf("%w: %w", approvals.ErrIIQBroken, errNoProgress)
	}
	return e, nil
}
