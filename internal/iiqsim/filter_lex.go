package iiqsim

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// token kinds of a filter string.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenPath
	tokenString
	tokenNumber
	tokenDate
	tokenBool
	tokenSign
)

type filterToken struct {
	kind tokenKind
	text string
	num  int64
	at   int
}

// filterError is a filter string that IdentityIQ cannot read.
type filterError struct {
	at   int
	what string
}

func (e *filterError) Error() string { return fmt.Sprintf("filter, at byte %d: %s", e.at, e.what) }

// lexFilter cuts a filter string into tokens; the last one is tokenEnd.
func lexFilter(src string) ([]filterToken, error) {
	if !utf8.ValidString(src) {
		return nil, &filterError{0, "not UTF-8"}
	}
	var out []filterToken
	for pos := 0; ; {
		for pos < len(src) && strings.IndexByte(" \t\r\n", src[pos]) >= 0 {
			pos++
		}
		if pos == len(src) {
			return append(out, filterToken{kind: tokenEnd, at: pos}), nil
		}
		tok, size, err := lexOne(src, pos)
		if err != nil {
			return nil, err
		}
		out = append(out, tok)
		pos += size
	}
}

func lexOne(src string, pos int) (filterToken, int, error) {
	rest := src[pos:]
	switch {
	case rest[0] == '"':
		return lexString(rest, pos)
	case strings.HasPrefix(rest, "DATE$"):
		n, size, err := lexNumber(rest[len("DATE$"):], pos)
		return filterToken{kind: tokenDate, num: n, at: pos}, size + len("DATE$"), err
	case rest[0] == '-' || isDigit(rest[0]):
		n, size, err := lexNumber(rest, pos)
		return filterToken{kind: tokenNumber, num: n, at: pos}, size, err
	case strings.HasPrefix(rest, "i=="):
		return filterToken{kind: tokenSign, text: "i==", at: pos}, 3, nil
	case isLetter(rest[0]):
		return lexWord(rest, pos)
	}
	for _, sign := range []string{"==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "{", "}", ",", "."} {
		if strings.HasPrefix(rest, sign) {
			return filterToken{kind: tokenSign, text: sign, at: pos}, len(sign), nil
		}
	}
	return filterToken{}, 0, &filterError{pos, "unexpected character"}
}

// lexWord reads a property with its dotted parts and any method name at its end, or true or false.
func lexWord(rest string, pos int) (filterToken, int, error) {
	size := 0
	for size < len(rest) && (isLetter(rest[size]) || isDigit(rest[size]) || dotInside(rest, size)) {
		size++
	}
	word := rest[:size]
	if word == "true" || word == "false" {
		return filterToken{kind: tokenBool, text: word, at: pos}, size, nil
	}
	return filterToken{kind: tokenPath, text: word, at: pos}, size, nil
}

func dotInside(s string, i int) bool { return s[i] == '.' && i+1 < len(s) && isLetter(s[i+1]) }

func lexNumber(rest string, pos int) (int64, int, error) {
	size := 0
	for size < len(rest) && (isDigit(rest[size]) || size == 0 && rest[0] == '-') {
		size++
	}
	n, err := strconv.ParseInt(rest[:size], 10, 64)
	if err != nil || size < len(rest) && (isLetter(rest[size]) || rest[size] == '.') {
		return 0, size, &filterError{pos, "not a whole number"}
	}
	return n, size, nil
}

// lexString reads a double-quoted string with the escapes of Java.
func lexString(rest string, pos int) (filterToken, int, error) {
	var text strings.Builder
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '"':
			return filterToken{kind: tokenString, text: text.String(), at: pos}, i + 1, nil
		case '\n', '\r':
			return filterToken{}, 0, &filterError{pos + i, "line break in a string"}
		case '\\':
			r, size, err := lexEscape(rest[i+1:], pos+i)
			if err != nil {
				return filterToken{}, 0, err
			}
			text.WriteRune(r)
			i += size
		default:
			text.WriteByte(rest[i])
		}
	}
	return filterToken{}, 0, &filterError{pos, "string without an end"}
}

func lexEscape(rest string, pos int) (rune, int, error) {
	if rest == "" {
		return 0, 0, &filterError{pos, "escape without a character"}
	}
	if i := strings.IndexByte(`"\'ntrbf`, rest[0]); i >= 0 {
		return []rune{'"', '\\', '\'', '\n', '\t', '\r', '\b', '\f'}[i], 1, nil
	}
	if rest[0] == 'u' && len(rest) >= 5 {
		if n, err := strconv.ParseUint(rest[1:5], 16, 16); err == nil && utf8.ValidRune(rune(n)) {
			return rune(n), 5, nil
		}
	}
	return 0, 0, &filterError{pos, "unknown escape"}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
