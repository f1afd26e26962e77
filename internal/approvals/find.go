package approvals

import (
	"context"
	"fmt"
	"strings"
	"unicode"

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

// Letters and what they are searched as. Postgres's translate() works with the same two lists after its lower(), which knows
// no letters but those of English in some locales.
const (
	foldFrom = "àáâãäåāăąçćčďđèéêëēęěìíîïīķłľļñńňòóôõöøőŕřśšşşťțùúûüūůűýÿźžżÀÁÂÃÄÅĀĂĄÇĆČĎĐÈÉÊËĒĘĚÌÍÎÏĪĶŁĽĻÑŃŇÒÓÔÕÖØŐŔŘŚŠŞȘŤȚÙÚÛÜŪŮŰÝŸŹŽŻ"
	foldTo   = "aaaaaaaaacccddeeeeeeeiiiiiklllnnnooooooorrssssttuuuuuuuyyzzzaaaaaaaaacccddeeeeeeeiiiiiklllnnnooooooorrssssttuuuuuuuyyzzz"
)

// Fold makes words that people take for the same the same: small letters without accents.
func Fold(s string) string {
	to := []rune(foldTo)
	table := make(map[rune]rune, len(to))
	for i, r := range []rune(foldFrom) {
		table[r] = to[i]
	}
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if plain, ok := table[r]; ok {
			return plain
		}
		return r
	}, s)
}

// Find reads one page of what waits for somebody and passes the filter, as Pending reads it: soonest due first, from our
// tables alone.
func (d *Desk) Find(ctx context.Context, viewer Identity, f Filter, offset, limit int) (Page, error) {
	if f.all() {
		return d.Pending(ctx, viewer, offset, limit)
	}
	q, now := db.New(d.pool), d.clock()
	types, words := f.arguments()
	n, err := q.CountFound(ctx, db.CountFoundParams{IdentityID: viewer.ID, Now: now, Types: types, OnlyOverdue: f.Overdue,
		Words: words, FoldFrom: foldFrom, FoldTo: foldTo})
	if err != nil {
		return Page{}, fmt.Errorf("count items found: %w", err)
	}
	limit, offset = pageWithin(int(n.Total), offset, limit)
	found, err := q.FindItems(ctx, db.FindItemsParams{IdentityID: viewer.ID, Now: now, Types: types, OnlyOverdue: f.Overdue,
		Words: words, FoldFrom: foldFrom, FoldTo: foldTo, MaxRows: int32(limit), SkipRows: int32(offset)})
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
