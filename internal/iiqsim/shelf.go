package iiqsim

import (
	"cmp"
	"slices"
	"strings"
)

// row is an object of a class that lists can be asked of.
type row interface {
	comparable
	rowID() string
	rowName() string
	rowStamp() int64
}

// shelf holds the rows of one class with the orders that queries need: by id, and by the time of the last change.
type shelf[T row] struct {
	byID   map[string]stamped[T]
	byName map[string]T
	ids    []T
	stamps []stamped[T]
	cache  map[string]answer[T]
	bulk   bool
}

// stamped remembers under which stamp a row stands in the order of stamps.
type stamped[T row] struct {
	at  int64
	row T
}

func newShelf[T row]() *shelf[T] {
	return &shelf[T]{byID: map[string]stamped[T]{}, byName: map[string]T{}, cache: map[string]answer[T]{}}
}

func (s *shelf[T]) len() int { return len(s.ids) }

func (s *shelf[T]) get(id string) (T, bool) {
	e, ok := s.byID[id]
	return e.row, ok
}

// put files a new row, or files one again after its stamp changed.
func (s *shelf[T]) put(r T) {
	clear(s.cache)
	e := stamped[T]{r.rowStamp(), r}
	old, again := s.byID[r.rowID()]
	s.byID[r.rowID()] = e
	if r.rowName() != "" {
		s.byName[r.rowName()] = r
	}
	if s.bulk && !again {
		s.ids, s.stamps = append(s.ids, r), append(s.stamps, e)
		return
	}
	if again {
		s.dropStamp(old)
	} else {
		i, _ := slices.BinarySearchFunc(s.ids, r.rowID(), byRowID[T])
		s.ids = slices.Insert(s.ids, i, r)
	}
	i, _ := slices.BinarySearchFunc(s.stamps, e, byStamp[T])
	s.stamps = slices.Insert(s.stamps, i, e)
}

// beginBulk lets many new rows come in without order until endBulk; rows that are there must not change in between.
func (s *shelf[T]) beginBulk() { s.bulk = true }

func (s *shelf[T]) endBulk() {
	s.bulk = false
	slices.SortFunc(s.ids, func(a, b T) int { return strings.Compare(a.rowID(), b.rowID()) })
	slices.SortFunc(s.stamps, byStamp[T])
}

// load files new rows; many of them are sorted once.
func (s *shelf[T]) load(rows []T) {
	if len(rows) > s.len()/16 {
		s.beginBulk()
		defer s.endBulk()
	}
	for _, r := range rows {
		s.put(r)
	}
}

func (s *shelf[T]) remove(id string) {
	e, ok := s.byID[id]
	if !ok {
		return
	}
	clear(s.cache)
	s.dropStamp(e)
	if i, found := slices.BinarySearchFunc(s.ids, id, byRowID[T]); found {
		s.ids = slices.Delete(s.ids, i, i+1)
	}
	if s.byName[e.row.rowName()] == e.row {
		delete(s.byName, e.row.rowName())
	}
	delete(s.byID, id)
}

// renamed moves a row in the index of names.
func (s *shelf[T]) renamed(r T, old string) {
	if s.byName[old] == r {
		delete(s.byName, old)
	}
	s.byName[r.rowName()] = r
}

func (s *shelf[T]) dropStamp(e stamped[T]) {
	if i, found := slices.BinarySearchFunc(s.stamps, e, byStamp[T]); found {
		s.stamps = slices.Delete(s.stamps, i, i+1)
	}
}

// from gives the rows with an id of at least id, in order; since those changed at or after a time.
func (s *shelf[T]) from(id string) []T {
	i, _ := slices.BinarySearchFunc(s.ids, id, byRowID[T])
	return s.ids[i:]
}

func (s *shelf[T]) since(at int64) []stamped[T] {
	i, _ := slices.BinarySearchFunc(s.stamps, at, func(e stamped[T], at int64) int { return cmp.Compare(e.at, at) })
	return s.stamps[i:]
}

func byRowID[T row](r T, id string) int { return strings.Compare(r.rowID(), id) }

func byStamp[T row](a, b stamped[T]) int {
	return cmp.Or(cmp.Compare(a.at, b.at), strings.Compare(a.row.rowID(), b.row.rowID()))
}
