package approvals

import "strings"

// Filter narrows down what waits for somebody. The zero Filter lets everything through.
type Filter struct {
	// Types are the wanted types; none means all.
	Types []ItemType
	// Overdue keeps only what is past its due date.
	Overdue bool
	// Words must all stand somewhere in the item: its numbers, requester, target, description, or a line's application,
	// entitlement or role. See SearchWords.
	Words []string
}

// All reports whether the filter leaves nothing out.
func (f Filter) All() bool { return len(f.Types) == 0 && !f.Overdue && len(f.Words) == 0 }

// maxSearchWords bounds what one search looks for.
const maxSearchWords = 8

// SearchWords gives the words of a text as Filter has them: folded, eight at most.
func SearchWords(text string) []string {
	words := strings.Fields(Fold(text))
	return words[:min(len(words), maxSearchWords)]
}

// Arguments gives the filter for a query. Its slices are never NULL, which Postgres would take for "unknown".
func (f Filter) Arguments() (types, words []string) {
	types, words = []string{}, []string{}
	for _, t := range f.Types {
		types = append(types, string(t))
	}
	return types, append(words, f.Words...)
}

const maxPage = 100

// PageWithin keeps a page within its bounds; an offset past the end gives the last page.
func PageWithin(total, offset, limit int) (boundLimit, boundOffset int) {
	limit = max(1, min(limit, maxPage))
	if offset >= total {
		offset = (total - 1) / limit * limit
	}
	return limit, max(0, offset)
}
