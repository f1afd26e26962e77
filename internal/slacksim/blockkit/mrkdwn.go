package blockkit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type mrkdwn struct {
	reader Reader
	out    []Span
	style  Span
	plain  strings.Builder
	last   rune
}

func (p *mrkdwn) read(text string) {
	for len(text) > 0 {
		n := p.step(text)
		r, _ := utf8.DecodeLastRuneInString(text[:n])
		p.last = r
		text = text[n:]
	}
}

// step takes the next piece and tells how many bytes it was.
func (p *mrkdwn) step(text string) int {
	switch text[0] {
	case '<':
		if end := strings.IndexByte(text, '>'); end > 1 {
			p.emit(special(text[1:end], p.reader))
			return end + 1
		}
	case '`':
		if n := p.code(text); n > 0 {
			return n
		}
	case '*', '_', '~':
		if p.toggle(text[0], text[1:]) {
			return 1
		}
	}
	_, n := utf8.DecodeRuneInString(text)
	if text[0] == '&' {
		n = escapeLength(text)
	}
	p.plain.WriteString(text[:n])
	return n
}

func escapeLength(text string) int {
	for _, e := range []string{"&amp;", "&lt;", "&gt;"} {
		if strings.HasPrefix(text, e) {
			return len(e)
		}
	}
	return 1
}

func (p *mrkdwn) code(text string) int {
	fence := "`"
	if strings.HasPrefix(text, "```") {
		fence = "```"
	}
	end := strings.Index(text[len(fence):], fence)
	if end <= 0 {
		return 0
	}
	p.emit(Span{Text: unescape(text[len(fence) : len(fence)+end]), Code: true})
	return 2*len(fence) + end
}

// toggle opens a style at the start of a word that is closed later, and closes an open one at the end of a word.
func (p *mrkdwn) toggle(mark byte, rest string) bool {
	on := map[byte]*bool{'*': &p.style.Bold, '_': &p.style.Italic, '~': &p.style.Strike}[mark]
	next, _ := utf8.DecodeRuneInString(rest)
	wordAfter := next != utf8.RuneError && (unicode.IsLetter(next) || unicode.IsDigit(next))
	if *on {
		if wordAfter || unicode.IsSpace(p.last) {
			return false
		}
		p.flush()
		*on = false
		return true
	}
	wordBefore := unicode.IsLetter(p.last) || unicode.IsDigit(p.last)
	line, _, _ := strings.Cut(rest, "\n")
	if wordBefore || next == utf8.RuneError || unicode.IsSpace(next) || strings.IndexByte(line, mark) <= 0 {
		return false
	}
	p.flush()
	*on = true
	return true
}

func (p *mrkdwn) emit(s Span) {
	p.flush()
	s.Bold, s.Italic, s.Strike = p.style.Bold, p.style.Italic, p.style.Strike
	p.out = append(p.out, s)
}

func (p *mrkdwn) flush() {
	if p.plain.Len() == 0 {
		return
	}
	s := p.style
	s.Text = unescape(p.plain.String())
	p.plain.Reset()
	p.out = append(p.out, s)
}
