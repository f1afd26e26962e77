package iiq

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"unicode/utf8"
)

// longestReference is how far the end of a numeric character reference is looked for.
const longestReference = 12

// xmlCleaner makes bytes that XML 1.0 cannot hold harmless before they are parsed, so that a control character in one
// description does not cost the whole list: invalid UTF-8 becomes U+FFFD, forbidden characters and references to them
// become blanks.
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
		if n > 0 && c.src.Buffered() < longestReference {
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

// reference looks at what follows an ampersand: a numeric reference to a forbidden character is taken away and becomes a
// blank, everything else is left to the parser.
func (c *xmlCleaner) reference() rune {
	// At the end of the input less than that is there, and that is all there is.
	ahead, _ := c.src.Peek(longestReference)
	end := bytes.IndexByte(ahead, ';')
	if end < 2 || ahead[0] != '#' {
		return '&'
	}
	digits, base := string(ahead[1:end]), 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n <= utf8.MaxRune && xmlCharacter(rune(n)) {
		return '&'
	}
	_, _ = c.src.Discard(end + 1)
	return ' '
}

// xmlCharacter is the production Char of XML 1.0, https://www.w3.org/TR/xml/#charsets.
func xmlCharacter(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}
