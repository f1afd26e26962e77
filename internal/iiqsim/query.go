package iiqsim

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// answersKept is how many sorted answers a class remembers, so that the pages of one list are sorted once.
const answersKept = 8

// query is the parameters of a list call, read and bound to a class.
type query[T row] struct {
	limit, offset int
	order         []sortKey[T]
	node          filterNode
	passes        func(T) truth
	key           string
}

type sortKey[T row] struct {
	name string
	down bool
	col  column[T]
}

// answer is a whole filtered and sorted list.
type answer[T row] struct{ rows []T }

// badQuery is a list parameter that cannot be read.
type badQuery struct{ what string }

func (e *badQuery) Error() string { return e.what }

// readQuery reads limit, offset, orderby and filter. Columns in hidden are unknown to orderby, in hiddenFilter to filter.
func readQuery[T row](values url.Values, cols columns[T], set Settings, hidden, hiddenFilter []string) (query[T], error) {
	q := query[T]{key: values.Get("filter") + "\x00" + values.Get("orderby")}
	var err error
	if q.limit, err = wholeNumber(values, "limit", set.PageDefault, 1); err != nil {
		return q, err
	}
	q.limit = min(q.limit, set.PageCap)
	if q.offset, err = wholeNumber(values, "offset", 0, 0); err != nil {
		return q, err
	}
	if q.order, err = readOrder(values.Get("orderby"), without(cols, hidden)); err != nil {
		return q, err
	}
	if q.node, err = parseFilter(values.Get("filter")); err != nil {
		return q, err
	}
	q.passes, err = bind(q.node, without(cols, hiddenFilter))
	return q, err
}

func without[T row](cols columns[T], hidden []string) columns[T] {
	if len(hidden) == 0 {
		return cols
	}
	out := columns[T]{}
	for name, col := range cols {
		if !slices.Contains(hidden, name) {
			out[name] = col
		}
	}
	return out
}

func wholeNumber(values url.Values, name string, fallback, least int) (int, error) {
	text := values.Get(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least {
		return 0, &badQuery{fmt.Sprintf("%s: %q is not a number from %d", name, text, least)}
	}
	return n, nil
}

func readOrder[T row](text string, cols columns[T]) ([]sortKey[T], error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var out []sortKey[T]
	for _, name := range strings.Split(text, ",") {
		name = strings.TrimSpace(name)
		k := sortKey[T]{down: strings.HasPrefix(name, "-"), name: strings.TrimPrefix(name, "-")}
		var ok bool
		if k.col, ok = cols[k.name]; !ok || k.col.kind == columnMany {
			return nil, &unknownProperty{k.name}
		}
		out = append(out, k)
	}
	return out, nil
}

// run gives one page of a list.
func (s *shelf[T]) run(q query[T], shuffle *rand.Rand) []T {
	if q.byID() && shuffle == nil {
		if page, ok := s.runByID(q); ok {
			return page
		}
	}
	all, ok := s.cache[q.key]
	if !ok {
		all = answer[T]{s.collect(q)}
		if len(s.cache) >= answersKept {
			clear(s.cache)
		}
		s.cache[q.key] = all
	}
	rows := all.rows
	if shuffle != nil && len(q.order) == 0 {
		rows = slices.Clone(rows)
		shuffle.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
	start := min(q.offset, len(rows))
	return slices.Clone(rows[start:min(start+q.limit, len(rows))])
}

// byID tells whether the order asked for is that of the ids, upwards.
func (q query[T]) byID() bool {
	return len(q.order) == 0 || q.order[0].name == "id" && !q.order[0].down
}

// runByID walks the ids in order and stops when the page is full; not where an index leads to fewer rows.
func (s *shelf[T]) runByID(q query[T]) ([]T, bool) {
	if _, few := keysOf(q.node, "id"); few || changedFrom(q.node) > math.MinInt64 {
		return nil, false
	}
	if _, few := keysOf(q.node, "name"); few {
		return nil, false
	}
	page, skip := make([]T, 0, q.limit), q.offset
	for _, r := range s.from(idFrom(q.node)) {
		if q.passes(r) != isTrue {
			continue
		}
		if skip--; skip < 0 {
			page = append(page, r)
		}
		if len(page) == q.limit {
			break
		}
	}
	return page, true
}

// collect gives every row that passes, in order; ties go by id.
func (s *shelf[T]) collect(q query[T]) []T {
	var out []T
	s.candidates(q.node, func(r T) {
		if q.passes(r) == isTrue {
			out = append(out, r)
		}
	})
	slices.SortFunc(out, func(a, b T) int {
		for _, k := range q.order {
			if c := compareValues(k.col.read(a), k.col.read(b)); c != 0 {
				if k.down {
					return -c
				}
				return c
			}
		}
		return strings.Compare(a.rowID(), b.rowID())
	})
	return out
}

// candidates hands over each row once that can pass, by the narrowest index.
func (s *shelf[T]) candidates(node filterNode, visit func(T)) {
	if keys, ok := keysOf(node, "id"); ok {
		slices.Sort(keys)
		for _, id := range slices.Compact(keys) {
			if r, found := s.get(id); found {
				visit(r)
			}
		}
		return
	}
	if keys, ok := keysOf(node, "name"); ok {
		slices.Sort(keys)
		for _, name := range slices.Compact(keys) {
			if r, found := s.byName[name]; found {
				visit(r)
			}
		}
		return
	}
	for _, e := range s.since(changedFrom(node)) {
		visit(e.row)
	}
}

// compareValues sorts missing values before all others, as most databases do.
func compareValues(a, b value) int {
	if a.null || b.null {
		return cmp.Compare(boolNumber(b.null), boolNumber(a.null))
	}
	return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.num, b.num))
}
