package sensitivity

// automaton finds every one of many literals in a text in one pass (Aho and Corasick, 1975). Its states are the
// beginnings of the literals; 0 is the empty one. What each letter of a text touches is kept small and together, since
// the largest file has tens of thousands of states.
type automaton struct {
	states []state
	// classes numbers the bytes that literals have; all others are of class 0, and lead to the state 0.
	classes [256]uint8
	shared  int32
	// rows has for the state 0, and for each with many ways on, where each class leads, be it to a beginning that starts
	// later in the text. wide has the ways on from states with several, as a table of hashes.
	rows []int32
	wide []way
	// inner are the literals that are looked for anywhere, last those that are looked for at the end. longestLast is the
	// length of the longest of these.
	inner, last []hop
	longestLast int
	ends        []ending
}

// none stands for no state, no literal and no list.
const none = -1

type state struct {
	// fail is the longest other end of this beginning that is a beginning as well.
	fail int32
	// next is where b leads, if it is the only way on; none without any way; several; or many less the number of a row.
	next int32
	// end is the literal that ends here. inner is the longest of the inner ones that end here, last that of the last ones.
	end, inner, last int32
	depth            uint16
	b                byte
	// begins is set where end is looked for at the beginning of longer texts.
	begins bool
}

const (
	several = -2
	many    = -3
)

type way struct {
	from int32
	b    byte
	to   int32
}

// hop is a literal that ends in a place; after is the next shorter one that ends there as well.
type hop struct {
	after int32
	// list is the one list that looks for it; rest is its ending where there is more to it.
	list, rest int32
}

// ending is one literal, and who looks for it.
type ending struct {
	// whole, first, last and inner are the lists whose pattern is the literal alone, or begins with it, ends with it, or
	// has it anywhere, and says nothing else.
	whole, first, last, inner []int32
	// tryFirst, tryLast and tryInner are patterns that say more, by their number. They are tried where this literal is found.
	tryFirst, tryLast, tryInner []int32
}

// growing is an automaton that takes literals.
type growing struct {
	automaton
	ways map[way]int32
	// parent and by say how each state is reached.
	parent []int32
	by     []byte
	// bytes has a byte of each class but 0.
	bytes []byte
}

func newGrowing() *growing {
	return &growing{automaton: automaton{states: []state{{next: none, end: none, inner: none, last: none}}}, ways: map[way]int32{},
		parent: []int32{none}, by: []byte{0}}
}

// literal gives the ending of a literal, a new one where it has none yet. It is valid until the next call.
func (g *growing) literal(text string) *ending {
	s := int32(0)
	for i := range len(text) {
		w := way{from: s, b: text[i]}
		to, known := g.ways[w]
		if !known {
			to = int32(len(g.states))
			g.ways[w] = to
			g.states = append(g.states, state{next: none, end: none, inner: none, last: none, depth: uint16(i + 1)})
			g.parent, g.by = append(g.parent, s), append(g.by, text[i])
		}
		s = to
	}
	if g.states[s].end == none {
		g.states[s].end = int32(len(g.ends))
		g.ends = append(g.ends, ending{})
	}
	return &g.ends[g.states[s].end]
}

// finish gives the automaton, which takes no more literals.
func (g *growing) finish() automaton {
	g.classify()
	g.lead()
	// Longer beginnings follow, since all that is known of a state comes of shorter ones.
	for _, s := range g.byDepth() {
		if s != 0 {
			g.link(s)
		}
		if g.states[s].next <= many {
			g.fill(s)
		}
	}
	return g.automaton
}

func (g *growing) classify() {
	for _, b := range g.by[1:] {
		if g.classes[b] == 0 {
			g.bytes = append(g.bytes, b)
			g.classes[b] = uint8(len(g.bytes))
		}
	}
	g.shared = int32(len(g.bytes) + 1)
}

// lead enters the ways on. A state gets a row of its own where that is not eight times as large as its ways.
func (g *growing) lead() {
	ways := make([]int32, len(g.states))
	for _, p := range g.parent[1:] {
		ways[p]++
	}
	total := 0
	for s, n := range ways {
		switch {
		case s == 0 || n >= 4 && 8*n >= g.shared:
			g.states[s].next = many - int32(len(g.rows))/g.shared
			g.rows = append(g.rows, make([]int32, g.shared)...)
		case n > 1:
			g.states[s].next = several
			total += int(n)
		}
	}
	g.wide = make([]way, tableSize(total))
	for s := 1; s < len(g.states); s++ {
		switch from := &g.states[g.parent[s]]; from.next {
		case none:
			from.next, from.b = int32(s), g.by[s]
		case several:
			g.put(way{from: g.parent[s], b: g.by[s], to: int32(s)})
		}
	}
}

// tableSize is a power of two that leaves half of a table empty.
func tableSize(n int) int {
	size := 1
	for size < 2*n {
		size *= 2
	}
	return size
}

// byDepth lists all states, shorter beginnings first.
func (g *growing) byDepth() []int32 {
	var count []int32
	for _, s := range g.states {
		for int(s.depth) >= len(count) {
			count = append(count, 0)
		}
		count[s.depth]++
	}
	for d := 1; d < len(count); d++ {
		count[d] += count[d-1]
	}
	out := make([]int32, len(g.states))
	for n := len(g.states) - 1; n >= 0; n-- {
		d := g.states[n].depth
		count[d]--
		out[count[d]] = int32(n)
	}
	return out
}

// link finds what a state has in common with shorter ones.
func (g *growing) link(s int32) {
	st := &g.states[s]
	if p := g.parent[s]; p != 0 {
		st.fail = g.follow(g.states[p].fail, g.by[s])
	}
	st.inner, st.last = g.states[st.fail].inner, g.states[st.fail].last
	if st.end == none {
		return
	}
	e := &g.ends[st.end]
	st.begins = len(e.first)+len(e.tryFirst) > 0
	if len(e.inner)+len(e.tryInner) > 0 {
		g.inner = append(g.inner, hopTo(st.inner, st.end, e.inner, e.tryInner))
		st.inner = int32(len(g.inner) - 1)
	}
	if len(e.last)+len(e.tryLast) > 0 {
		g.last = append(g.last, hopTo(st.last, st.end, e.last, e.tryLast))
		st.last = int32(len(g.last) - 1)
		g.longestLast = max(g.longestLast, int(st.depth))
	}
}

func hopTo(after, end int32, lists, tries []int32) hop {
	if len(lists) == 1 && len(tries) == 0 {
		return hop{after: after, list: lists[0], rest: none}
	}
	return hop{after: after, list: none, rest: end}
}

// fill makes the row of a state.
func (g *growing) fill(s int32) {
	st := &g.states[s]
	row := (many - st.next) * g.shared
	for c, b := range g.bytes {
		to, direct := g.ways[way{from: s, b: b}]
		if !direct && s != 0 {
			to = g.follow(st.fail, b)
		}
		g.rows[row+int32(c)+1] = to
	}
}

// follow is where a byte leads, be it to a beginning that starts later in the text.
func (a *automaton) follow(s int32, b byte) int32 {
	c := int32(a.classes[b])
	if c == 0 {
		return 0
	}
	for {
		st := &a.states[s]
		switch {
		case st.next <= many:
			return a.rows[(many-st.next)*a.shared+c]
		case st.next >= 0:
			if st.b == b {
				return st.next
			}
		case st.next == several:
			if to := a.get(s, b); to != none {
				return to
			}
		}
		s = st.fail
	}
}

// step is where a byte leads to a longer beginning, or none.
func (a *automaton) step(s int32, b byte) int32 {
	to := a.follow(s, b)
	if a.states[to].depth == a.states[s].depth+1 {
		return to
	}
	return none
}

func (a *automaton) slot(s int32, b byte) uint32 {
	return uint32((uint64(s)<<8|uint64(b))*0x9E3779B97F4A7C15>>32) & uint32(len(a.wide)-1)
}

func (a *automaton) put(w way) {
	at := a.slot(w.from, w.b)
	for a.wide[at].to != 0 {
		at = (at + 1) & uint32(len(a.wide)-1)
	}
	a.wide[at] = w
}

func (a *automaton) get(s int32, b byte) int32 {
	for at := a.slot(s, b); ; at = (at + 1) & uint32(len(a.wide)-1) {
		w := &a.wide[at]
		if w.to == 0 {
			return none
		}
		if w.from == s && w.b == b {
			return w.to
		}
	}
}
