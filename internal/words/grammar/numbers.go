package grammar

import (
	"strconv"
	"strings"
)

// Digits writes a number, in groups of three from five digits on.
func Digits(n int, separator string) string {
	s := strconv.Itoa(n)
	if n < 10_000 {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + separator + s[i:]
	}
	return s
}

// Join puts a separator between the parts that are not empty.
func Join(separator string, parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, separator)
}
