package wire

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// longestReference is how far ahead the end of a numeric character reference is searched for.
const longestReference = 12

// twoReferences is how far two of them reach, with the ampersand of the second.
const twoReferences = 2*longestReference + 1

// xmlCleaner replaces bytes that XML 1.0 does not allow before they are parsed, so that a control character in one
// description does not cost the whole list. Invalid UTF-8 becomes U+FFFD. Forbidden characters and references to them
// become blanks. Two references to the halves of a UTF-16 pair, which some writers use for one letter, become that
// letter; a single half becomes U+FFFD.
type xmlCleaner struct {
	src   *bufio.Reader
	begun bool
}

func newXMLCleaner(r io.Reader) *xmlCleaner {
	return &xmlCleaner{src: bufio.NewReaderSize(r, 32<<10)}
}

// Read fills p with whole characters.
func (c *xmlCleaner) Read(p []byte) (int, error) {
	if len(p) < utf8.UTFMax {
		return 0, io.ErrShortBuffer
	}
	n := 0
	for n+utf8.UTFMax <= len(p) {
		if plain := c.plain(p[n:]); plain > 0 {
			n, c.begun = n+plain, true
			continue
		}
		if n > 0 && c.src.Buffered() < twoReferences {
			return n, nil
		}
		r, _, err := c.src.ReadRune()
		if err != nil {
			return n, err
		}
		if r == '&' {
			r = c.reference()
		}
		if r == '\uFEFF' && !c.begun {
			continue
		}
		c.begun = true
		if !xmlCharacter(r) {
			r = ' '
		}
		n += utf8.EncodeRune(p[n:], r)
	}
	return n, nil
}

// plain fills p with what is read already and stays as it is, up to the first ampersand or letter outside ASCII. Answers are nearly
// nothing else.
func (c *xmlCleaner) plain(p []byte) int {
	ahead, _ := c.src.Peek(c.src.Buffered())
	ahead = ahead[:min(len(ahead), len(p))]
	end := 0
	for end < len(ahead) && ahead[end] != '&' && ahead[end] < utf8.RuneSelf && xmlCharacter(rune(ahead[end])) {
		end++
	}
	n := copy(p, ahead[:end])
	_, _ = c.src.Discard(n)
	return n
}

// reference reads what follows an ampersand. A numeric reference to a forbidden character becomes a blank; everything
// else is left to the parser.
func (c *xmlCleaner) reference() rune {
	// At the end of the input the peek is shorter, and complete.
	ahead, _ := c.src.Peek(twoReferences)
	n, size, ok := numericReference(ahead)
	switch {
	case !ok || n <= utf8.MaxRune && xmlCharacter(rune(n)):
		return '&'
	case n > utf8.MaxRune || !utf16.IsSurrogate(rune(n)):
		_, _ = c.src.Discard(size)
		return ' '
	}
	letter := utf8.RuneError
	if rest := ahead[size:]; len(rest) > 0 && rest[0] == '&' {
		if low, more, ok := numericReference(rest[1:]); ok && low <= utf8.MaxRune {
			if letter = utf16.DecodeRune(rune(n), rune(low)); letter != utf8.RuneError {
				size += 1 + more
			}
		}
	}
	_, _ = c.src.Discard(size)
	return letter
}

// numericReference reads what follows an ampersand, to the semicolon.
func numericReference(ahead []byte) (n uint64, size int, ok bool) {
	end := bytes.IndexByte(ahead[:min(len(ahead), longestReference)], ';')
	if end < 2 || ahead[0] != '#' {
		return 0, 0, false
	}
	digits, base := string(ahead[1:end]), 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return n, end + 1, err == nil
}

// xmlCharacter is the production Char of XML 1.0, https://www.w3.org/TR/xml/#charsets.
func xmlCharacter(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}
