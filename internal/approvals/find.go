package approvals

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/db"
)

// Filter narrows down what waits for somebody. The zero Filter leaves all.
type Filter struct {
	// Types are those that are wanted; none means all.
	Types []ItemType
	// Overdue wants only what is past its due date.
	Overdue bool
	// Words must all stand somewhere in the item: its numbers, requester, target, description, or a line's application,
	// entitlement or role. See SearchWords.
	Words []string
}

func (f Filter) all() bool { return len(f.Types) == 0 && !f.Overdue && len(f.Words) == 0 }

// maxSearchWords bounds what one search looks for.
const maxSearchWords = 8

// SearchWords gives the words of a text as Filter has them: folded, eight at most.
func SearchWords(text string) []string {
	words := strings.Fields(Fold(text))
	return words[:min(len(words), maxSearchWords)]
}

// Find reads one page of what waits for somebody and passes the filter, as Pending reads it: soonest due first, from our
// tables alone.
func (d *Desk) Find(ctx context.Context, viewer Identity, f Filter, offset, limit int) (Page, error) {
	if f.all() {
		return d.Pending(ctx, viewer, offset, limit)
	}
	q, now := db.New(d.pool), d.clock()
	s, n, err := d.found(ctx, q, viewer, f, now)
	if err != nil {
		return Page{}, err
	}
	limit, offset = pageWithin(int(n.Total), offset, limit)
	found, err := q.FindItems(ctx, db.FindItemsParams{IdentityID: s.IdentityID, Now: now, Types: s.Types, OnlyOverdue: s.OnlyOverdue,
		Words: s.Words, Matching: s.Matching, Folding: s.Folding, MaxRows: int32(limit), SkipRows: int32(offset)})
	if err != nil {
		return Page{}, fmt.Errorf("find items: %w", err)
	}
	rows := make([]db.PendingItemsRow, len(found))
	for i, r := range found {
		rows[i] = db.PendingItemsRow(r)
	}
	p := Page{Viewer: viewer, Total: int(n.Total), Overdue: int(n.Overdue), Offset: offset, Now: now}
	if p.Rows, err = d.rows(ctx, q, viewer, rows, now); err != nil {
		return Page{}, err
	}
	return p, d.freshness(ctx, q, &p)
}

// found counts what passes the filter. Items are searched by their stored texts. Missing ones are made and stored first, and
// searched as they are made, so that the answer is right also where they cannot be kept up with.
func (d *Desk) found(ctx context.Context, q *db.Queries, viewer Identity, f Filter, now time.Time) (s db.CountFoundParams, n db.CountFoundRow, err error) {
	types, words := f.arguments()
	s = db.CountFoundParams{IdentityID: viewer.ID, Now: now, Types: types, OnlyOverdue: f.Overdue, Words: words, Matching: []string{},
		Folding: foldingVersion}
	if n, err = q.CountFound(ctx, s); err != nil {
		return s, n, fmt.Errorf("count items found: %w", err)
	}
	if n.Missing == 0 || len(words) == 0 {
		return s, n, nil
	}
	missing, err := q.MissingTexts(ctx, db.MissingTextsParams{IdentityID: viewer.ID, Folding: foldingVersion})
	if err != nil {
		return s, n, fmt.Errorf("list items without a text: %w", err)
	}
	matching, err := makeTexts(ctx, q, missing, words)
	if err != nil {
		return s, n, err
	}
	s.Matching = append(s.Matching, matching...)
	if n, err = q.CountFound(ctx, s); err != nil {
		return s, n, fmt.Errorf("count items found: %w", err)
	}
	return s, n, nil
}

// arguments are never NULL, which Postgres would take for "unknown".
func (f Filter) arguments() (types, words []string) {
	types, words = []string{}, []string{}
	for _, t := range f.Types {
		types = append(types, string(t))
	}
	return types, append(words, f.Words...)
}

const maxPage = 100

// pageWithin keeps a page within its bounds; an offset past the end gives the last page.
func pageWithin(total, offset, limit int) (boundLimit, boundOffset int) {
	limit = max(1, min(limit, maxPage))
	if offset >= total {
		offset = (total - 1) / limit * limit
	}
	return limit, max(0, offset)
}
