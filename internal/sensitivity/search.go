package sensitivity

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// search is one use of a matcher: it collects the lists that fit any of some texts.
type search struct {
	*matcher
	*meter
	found set
	// seen is the number of the text in which an inner literal was found last, so that each counts once a text.
	seen []uint32
	text uint32
	// any is set when there was a text.
	any bool
	// letters are the lengths of the texts, longest the greatest. They are only counted where a pattern asks for them.
	letters map[int]bool
	longest int
}

func (m *matcher) search(steps *meter) *search {
	return &search{matcher: m, meter: steps, found: newSet(m.size), seen: make([]uint32, len(m.inner)), letters: map[int]bool{}}
}

// again forgets what was found.
func (s *search) again() {
	clear(s.found)
	clear(s.letters)
	s.longest, s.any = 0, false
}

// pieces looks at a folded text that may hold several values, both whole and value by value.
func (s *search) pieces(text string) {
	s.look(strings.TrimSpace(text), len(s.inner) > 0)
	if !strings.Contains(text, separator) {
		return
	}
	for piece := range strings.SplitSeq(text, separator) {
		// What a value has anywhere, the whole text has.
		s.look(strings.TrimSpace(piece), s.edgy)
	}
}

// separator stands between several values in one text.
const separator = ", "

// whole looks at one folded text.
func (s *search) whole(text string) { s.look(text, len(s.inner) > 0) }

// look also looks for what the text has anywhere, if asked to.
func (s *search) look(text string, anywhere bool) {
	s.text++
	s.any = true
	if len(s.exactly)+len(s.atLeast) > 0 {
		s.count(text)
	}
	at, i := int32(0), 0
	for ; i < len(text); i++ {
		to := s.step(at, text[i])
		if to == none {
			break
		}
		at = to
		s.begun(at, text)
		if anywhere {
			s.within(at, text)
		}
	}
	if end := s.states[at].end; i == len(text) && end != none {
		s.add(s.ends[end].whole)
	}
	if !anywhere {
		if len(s.last) == 0 {
			return
		}
		if from := len(text) - s.longestLast; from > i {
			at, i = 0, from
		}
	}
	for ; i < len(text); i++ {
		at = s.follow(at, text[i])
		if anywhere {
			s.within(at, text)
		}
	}
	s.ended(at, text)
}

// begun takes up what a text begins with.
func (s *search) begun(at int32, text string) {
	if st := &s.states[at]; st.begins {
		s.add(s.ends[st.end].first)
		s.try(s.ends[st.end].tryFirst, text)
	}
}

// within takes up the inner literals that end in a place, unless the text has had them.
func (s *search) within(at int32, text string) {
	for n := s.states[at].inner; n != none && s.seen[n] != s.text; n = s.inner[n].after {
		s.seen[n] = s.text
		if h := &s.inner[n]; h.rest == none {
			s.found.add(h.list)
		} else {
			s.add(s.ends[h.rest].inner)
			s.try(s.ends[h.rest].tryInner, text)
		}
	}
}

// ended takes up what a text ends with.
func (s *search) ended(at int32, text string) {
	for n := s.states[at].last; n != none; n = s.last[n].after {
		if h := &s.last[n]; h.rest == none {
			s.found.add(h.list)
		} else {
			s.add(s.ends[h.rest].last)
			s.try(s.ends[h.rest].tryLast, text)
		}
	}
}

func (s *search) add(lists []int32) {
	for _, l := range lists {
		s.found.add(l)
	}
}

// try tries patterns, unless all of their lists fit anyway or there were too many.
func (s *search) try(trials []int32, text string) {
	for _, n := range trials {
		t := &s.tried[n]
		if s.out || !slices.ContainsFunc(t.lists, func(l int32) bool { return !s.found.has(l) }) {
			continue
		}
		if t.fits(text, s.meter) {
			s.add(t.lists)
		}
	}
}

func (s *search) count(text string) {
	n := utf8.RuneCountInString(text)
	s.longest = max(s.longest, n)
	if s.letters[n] {
		return
	}
	s.letters[n] = true
	s.add(s.exactly[n])
}

// lists are the lists that fit any of the texts so far. They are valid until the next use.
func (s *search) lists() set {
	if s.any {
		s.add(s.always)
	}
	for n, lists := range s.atLeast {
		if s.longest >= n {
			s.add(lists)
		}
	}
	return s.found
}
