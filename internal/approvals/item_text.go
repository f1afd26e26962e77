package approvals

import (
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

const (
	// longestText bounds what is stored of an item to be searched, in bytes. Its number and its people come first.
	longestText = 64 << 10
)

// ItemText gives the words by which an item is found: its numbers, requester, target, description, and of each line the
// application and the entitlement or role. What the verdict masks is not among them, and a notice has its number alone.
// requester and target are the display names that the identity map knows.
func ItemText(w WorkItem, x sensitivity.Verdict, requester, target string) string {
	w = Exposed(w, x)
	parts := []string{w.Number}
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

func ContainsAll(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}
