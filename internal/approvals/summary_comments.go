package approvals

import (
	"strings"
	"unicode"
)

// said joins the comments of a summary, as the words of whoever completed the item. What somebody else wrote has their name
// before it.
func (s ApprovalSummary) said() string {
	texts := make([]string, len(s.Comments))
	for i, text := range s.Comments {
		texts[i] = text
		if i < len(s.Authors) && s.Authors[i] != "" && !sameName(s.Authors[i], s.Completer) {
			texts[i] = s.Authors[i] + ": " + text
		}
	}
	return strings.Join(texts, "\n")
}

// sameName compares a name with a display name: Sam.Okoye is Sam Okoye.
func sameName(a, b string) bool {
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, s)
	}
	return letters(a) == letters(b)
}
