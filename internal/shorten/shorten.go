// Package shorten cuts texts by others to what a place has room for.
package shorten

import "unicode/utf8"

const ellipsis = "…"

// To cuts a text to at most a number of characters (Unicode code points, from 1). A text that was cut ends in an ellipsis, which
// is counted. Other texts stay as they are.
func To(most int, s string) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	kept := 0
	for at := range s {
		if kept++; kept == most {
			return s[:at] + ellipsis
		}
	}
	return s
}
