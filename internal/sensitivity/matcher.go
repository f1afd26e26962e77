package sensitivity

import (
	"cmp"
	"slices"
)

// matcher holds all patterns that rules have under one key, and finds in one pass over a text which of their lists fit.
//
// Nearly all patterns are one literal, be it whole, as a beginning, as an end, or anywhere; the automaton finds them all.
// Any other is tried one by one, but only where the automaton has found the rarest of its literals.
type matcher struct {
	automaton
	// size is how many lists there are.
	size int
	// always are the lists that fit every text.
	always []int32
	// exactly and atLeast are the lists with a pattern of ? alone, or of ? and *, by the number of ?.
	exactly, atLeast map[int][]int32
	// tried are the patterns that have to be tried. edgy is set where one of them may fit a value among several although its
	// literal is found by what stands around it.
	tried []trial
	edgy  bool
}

// trial is a pattern that has to be tried, and the lists that have it.
type trial struct {
	form
	lists []int32
}

// listed is a pattern of a list.
type listed struct {
	Pattern
	list int32
}

// newMatcher is nil where there are no patterns. Lists are counted below n.
func newMatcher(patterns []listed, n int) *matcher {
	if len(patterns) == 0 {
		return nil
	}
	m := &matcher{size: n, exactly: map[int][]int32{}, atLeast: map[int][]int32{}}
	g := newGrowing()
	for _, p := range once(patterns) {
		m.sort(g, p)
	}
	m.choose(g)
	m.automaton = g.finish()
	return m
}

// once joins patterns that look for the same.
func once(patterns []listed) []trial {
	var out []trial
	known := map[string]int{}
	for _, p := range patterns {
		text := fold(p.text)
		at, there := known[text]
		if !there {
			at = len(out)
			known[text] = at
			out = append(out, trial{form: p.form})
		}
		out[at].lists = append(out[at].lists, p.list)
	}
	return out
}

// sort puts a pattern where it is looked for.
func (m *matcher) sort(g *growing, t trial) {
	f := t.form
	switch n := len(f.chunks); {
	case n == 0 && f.starred:
		m.always = append(m.always, t.lists...)
	case n == 0:
		e := g.literal("")
		e.whole = append(e.whole, t.lists...)
	case f.letterless():
		counts := m.exactly
		if f.starred {
			counts = m.atLeast
		}
		counts[f.least] = append(counts[f.least], t.lists...)
	case n == 1 && f.chunks[0].plain():
		e := g.literal(f.chunks[0].parts[0].then)
		switch {
		case !f.starred:
			e.whole = append(e.whole, t.lists...)
		case f.fromStart:
			e.first = append(e.first, t.lists...)
		case f.toEnd:
			e.last = append(e.last, t.lists...)
		default:
			e.inner = append(e.inner, t.lists...)
		}
	default:
		m.tried = append(m.tried, t)
	}
}

// letterless reports whether the form has no letter, but ? and perhaps *.
func (f form) letterless() bool {
	for _, c := range f.chunks {
		for _, p := range c.parts {
			if p.then != "" {
				return false
			}
		}
	}
	return true
}

// key is a literal by which the automaton finds that a pattern is to be tried.
type key struct {
	text        string
	first, last bool
}

// keys lists the literals of a form.
func (f form) keys() []key {
	var out []key
	for n, c := range f.chunks {
		for i, p := range c.parts {
			if p.then == "" {
				continue
			}
			out = append(out, key{text: p.then,
				first: n == 0 && i == 0 && p.any == 0 && (f.fromStart || !f.starred),
				last:  n == len(f.chunks)-1 && i == len(c.parts)-1 && (f.toEnd || !f.starred)})
		}
	}
	return out
}

// choose takes for each pattern that has to be tried the one of its literals that the fewest others have, of equal ones
// the longest.
func (m *matcher) choose(g *growing) {
	shared := map[key]int{}
	for _, t := range m.tried {
		for _, k := range t.keys() {
			shared[k]++
		}
	}
	for n, t := range m.tried {
		k := slices.MinFunc(t.keys(), func(a, b key) int {
			return cmp.Or(cmp.Compare(shared[a], shared[b]), cmp.Compare(len(b.text), len(a.text)))
		})
		e := g.literal(k.text)
		switch {
		case k.first:
			e.tryFirst = append(e.tryFirst, int32(n))
		case k.last:
			e.tryLast = append(e.tryLast, int32(n))
		default:
			e.tryInner = append(e.tryInner, int32(n))
			m.edgy = m.edgy || t.fromStart || t.toEnd || !t.starred
		}
	}
}
