package sensitivity

import (
	"strings"
	"unicode/utf8"
)

// Pattern is one text that a rule looks for. * stands for any characters, including none, ? for exactly one, and a
// backslash makes the next character plain.
type Pattern struct {
	text string
	form form
}

// NewPattern makes a pattern of a text in the file. Every text is a valid pattern.
func NewPattern(text string) Pattern { return Pattern{text: text, form: formOf(text)} }

// String is the pattern as it was written.
func (p Pattern) String() string { return p.text }

// Fits reports whether the pattern matches the whole text, without regard to case and to white space around it. The
// zero Pattern fits the empty text alone.
func (p Pattern) Fits(text string) bool { return p.form.fits(folded(text), &meter{endless: true}) }

// form is a folded pattern, cut at its stars.
type form struct {
	chunks []chunk
	// starred is set where there is a star; else the text has to be the only chunk, or empty where there is none.
	// fromStart is set where the first chunk has to stand at the beginning of the text, toEnd where the last has to
	// stand at its end.
	starred, fromStart, toEnd bool
	// least is how many bytes a text needs at least.
	least int
}

// chunk is what stands between two stars.
type chunk struct{ parts []part }

// part is some letters of any kind, and then these.
type part struct {
	any  int
	then string
}

// plain reports whether the chunk has no sign that stands for any letter.
func (c chunk) plain() bool { return len(c.parts) == 1 && c.parts[0].any == 0 }

// formOf reads a pattern. Pattern and text are folded before they are compared.
func formOf(pattern string) form {
	var f form
	var now chunk
	quoted := false
	for _, c := range fold(pattern) {
		switch {
		case quoted || (c != '*' && c != '?' && c != '\\'):
			now.letter(c)
			quoted = false
		case c == '\\':
			quoted = true
		case c == '?':
			now.anyLetter()
		default:
			f.fromStart = f.fromStart || !f.starred && len(now.parts) > 0
			f.starred = true
			f.take(&now)
		}
	}
	if quoted {
		now.letter('\\')
	}
	f.toEnd = f.starred && len(now.parts) > 0
	f.take(&now)
	return f
}

// take adds a chunk that is complete, if there is anything in it.
func (f *form) take(now *chunk) {
	if len(now.parts) == 0 {
		return
	}
	f.chunks = append(f.chunks, *now)
	for _, p := range now.parts {
		f.least += p.any + len(p.then)
	}
	*now = chunk{}
}

func (c *chunk) letter(r rune) {
	if len(c.parts) == 0 {
		c.parts = []part{{}}
	}
	last := &c.parts[len(c.parts)-1]
	last.then += string(r)
}

func (c *chunk) anyLetter() {
	if n := len(c.parts); n > 0 && c.parts[n-1].then == "" {
		c.parts[n-1].any++
		return
	}
	c.parts = append(c.parts, part{any: 1})
}

// fits reports whether the form matches the whole of a folded text. It never looks back: of the chunks between two
// stars each is looked for behind the one before it, and its first place is the best one. When the meter has run out
// the answer is true and means nothing.
func (f form) fits(text string, m *meter) bool {
	m.spend(8)
	if len(text) < f.least {
		return false
	}
	chunks, from, end := f.chunks, 0, len(text)
	if !f.starred {
		if len(chunks) == 0 {
			return text == ""
		}
		at, ok := chunks[0].at(text, 0, m)
		return ok && at == end
	}
	if f.fromStart {
		at, ok := chunks[0].at(text, 0, m)
		if !ok {
			return false
		}
		chunks, from = chunks[1:], at
	}
	if f.toEnd {
		at, ok := chunks[len(chunks)-1].before(text, m)
		if !ok || at < from {
			return false
		}
		chunks, end = chunks[:len(chunks)-1], at
	}
	for _, c := range chunks {
		at, ok := c.find(text[:end], from, m)
		if !ok {
			return false
		}
		from = at
	}
	return true
}

// at reports whether the chunk stands in a text at a place, and where it ends.
func (c chunk) at(text string, i int, m *meter) (end int, ok bool) {
	for _, p := range c.parts {
		m.spend(1 + p.any)
		for range p.any {
			if i >= len(text) {
				return 0, false
			}
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
		}
		if !strings.HasPrefix(text[i:], p.then) {
			return 0, false
		}
		i += len(p.then)
	}
	return i, true
}

// before reports whether a text ends with the chunk, and where that begins.
func (c chunk) before(text string, m *meter) (begin int, ok bool) {
	i := len(text)
	for n := len(c.parts) - 1; n >= 0; n-- {
		p := c.parts[n]
		m.spend(1 + p.any)
		if !strings.HasSuffix(text[:i], p.then) {
			return 0, false
		}
		i -= len(p.then)
		for range p.any {
			if i == 0 {
				return 0, false
			}
			_, size := utf8.DecodeLastRuneInString(text[:i])
			i -= size
		}
	}
	return i, true
}

// find gives the end of the first place of a chunk from a place on.
func (c chunk) find(text string, from int, m *meter) (end int, ok bool) {
	first := c.parts[0]
	for !m.out {
		begin := from
		if first.any == 0 {
			n := strings.Index(text[from:], first.then)
			if n < 0 {
				m.scan(len(text) - from)
				return 0, false
			}
			m.scan(n)
			begin += n
		}
		if end, ok := c.at(text, begin, m); ok {
			return end, true
		}
		if begin >= len(text) {
			return 0, false
		}
		_, size := utf8.DecodeRuneInString(text[begin:])
		from = begin + size
	}
	return len(text), true
}
