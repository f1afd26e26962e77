// Package ascii tells which texts need no care: nearly all names, values and sentences of others are ASCII, and are shown and compared
// as they stand.
package ascii

// Printable reports whether s is letters, digits, signs and blanks of ASCII alone.
func Printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// OneLine reports whether s is Printable and has single blanks between its words, and none around them.
func OneLine(s string) bool {
	blank := true
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && !blank:
			blank = true
		case c <= ' ' || c > '~':
			return false
		default:
			blank = false
		}
	}
	return !blank || s == ""
}
