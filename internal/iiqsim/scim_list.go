package iiqsim

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// scimQuery is what a list of resources is asked with (RFC 7644 section 3.4.2).
type scimQuery[T any] struct {
	start, size int
	passes      func(T) bool
	// sortBy is nil for the order of the ids.
	sortBy     func(T) string
	descending bool
	// attributes are the only ones wanted; none is all.
	attributes []string
}

func readSCIMQuery[T any](values url.Values, set SCIMSettings, field scimField[T]) (q scimQuery[T], err error) {
	for _, name := range set.RefusedParameters {
		if values.Has(name) {
			return q, fmt.Errorf("the parameter %s is not supported", name)
		}
	}
	if q.start, err = wholeNumber(values, "startIndex", 1, 1); err != nil {
		return q, err
	}
	if q.size, err = wholeNumber(values, "count", scimPageCap, 0); err != nil {
		return q, err
	}
	q.size = min(q.size, set.PageCap)
	if q.passes, err = parseSCIMFilter(values.Get("filter"), set, field); err != nil {
		return q, err
	}
	if by := values.Get("sortBy"); by != "" {
		read, ok := field(by)
		if !ok || named(set.RefusedFilters, by) {
			return q, fmt.Errorf("cannot sort by %q", by)
		}
		q.sortBy = read
	}
	switch values.Get("sortOrder") {
	case "", "ascending":
	case "descending":
		q.descending = true
	default:
		return q, fmt.Errorf("sortOrder is ascending or descending")
	}
	if list := values.Get("attributes"); list != "" {
		q.attributes = strings.Split(list, ",")
	}
	return q, nil
}

// serveSCIMList answers a question for a list. all and show are called while Sim's mutex is held.
func serveSCIMList[T any](s *Sim, w http.ResponseWriter, r *http.Request, field scimField[T], all func() []T,
	show func(T, *http.Request, SCIMSettings) scimResource) {
	set := s.Settings()
	q, err := readSCIMQuery(r.URL.Query(), set.SCIM, field)
	if err != nil {
		writeSCIMError(w, http.StatusBadRequest, err.Error())
		return
	}
	s.mu.Lock()
	found := q.of(s, all, set.ShuffleUnordered)
	page := []map[string]any{}
	for n := q.start - 1; n < len(found) && len(page) < q.size; n++ {
		page = append(page, show(found[n], r, set.SCIM).only(q.attributes))
	}
	s.mu.Unlock()
	body := map[string]any{"schemas": []string{scimListReply}, "startIndex": q.start, "itemsPerPage": len(page), "Resources": page}
	if !set.SCIM.NoTotal {
		body["totalResults"] = len(found)
	}
	writeSCIM(w, http.StatusOK, body)
}

// of is all that a query means, in its order. Sim's mutex is held.
func (q scimQuery[T]) of(s *Sim, all func() []T, shuffle bool) []T {
	var found []T
	if s.empty.lists.Load() {
		return nil
	}
	for _, one := range all() {
		if q.passes(one) {
			found = append(found, one)
		}
	}
	switch {
	case q.sortBy != nil:
		slices.SortStableFunc(found, func(a, b T) int { return strings.Compare(q.sortBy(a), q.sortBy(b)) })
	case shuffle:
		s.store.rng.Shuffle(len(found), func(a, b int) { found[a], found[b] = found[b], found[a] })
	}
	if q.descending {
		slices.Reverse(found)
	}
	return found
}
