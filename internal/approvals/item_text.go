package approvals

import (
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

const (
	// longestText bounds the stored search text of an item, in bytes. Its number and its people come first.
	longestText = 64 << 10
)

// ItemText gives the words by which an item is found: its numbers, requester, target and description, and each line's
// application and entitlement or role. Masked values are not among them; a notice has its number alone. requester and
// target are the display names in the identity map.
func ItemText(w WorkItem, x sensitivity.Verdict, requester, target string) string {
	w = Exposed(w, x)
	parts := append(make([]string, 0, 8+4*len(w.Lines)), w.Number)
	if !Invisible(x) {
		parts = append(parts, w.RequestName, w.Requester.Name, requester, w.Target.Name, w.Target.Display, target, w.Description)
	}
	for _, l := range w.Lines {
		parts = append(parts, l.Application)
		if !l.Hidden {
			parts = append(parts, l.DisplayValue, l.DisplayName, l.Value)
		}
	}
	return distinctWords(Fold(strings.Join(parts, " ")), longestText)
}

// ContainsAll reports whether a folded text has all these words.
func ContainsAll(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}
