package slackui

import (
	"regexp"
	"strings"
)

type wishKind int

const (
	wishList wishKind = iota
	wishHelp
	wishNumber
	wishUnknown
)

// wish is what somebody asks for in words.
type wish struct {
	kind   wishKind
	number string
	typed  string
}

// longestWish bounds what is read of a message; nothing that can be asked is longer.
const longestWish = 200

var (
	numberForm  = regexp.MustCompile(`^#?([0-9]{1,20})$`)
	mentionForm = regexp.MustCompile(`^(?:\s*<@[A-Z0-9]+(?:\|[^>]*)?>\s*)+`)
)

// parseWish reads the words after /approvals, in a direct message, or after a mention.
func parseWish(text string) wish {
	if runes := []rune(text); len(runes) > longestWish {
		text = string(runes[:longestWish])
	}
	typed := strings.TrimSpace(mentionForm.ReplaceAllString(text, ""))
	words := strings.ToLower(strings.Join(strings.Fields(typed), " "))
	words = strings.TrimSpace(strings.TrimRight(strings.TrimPrefix(words, "/approvals"), ".!?"))
	switch words {
	case "", "list", "my approvals", "my approval", "approvals":
		return wish{kind: wishList, typed: typed}
	case "help":
		return wish{kind: wishHelp, typed: typed}
	}
	if m := numberForm.FindStringSubmatch(words); m != nil {
		return wish{kind: wishNumber, number: withoutZeros(m[1]), typed: typed}
	}
	return wish{kind: wishUnknown, typed: typed}
}

// withoutZeros gives the number as people are shown it.
func withoutZeros(number string) string {
	if short := strings.TrimLeft(number, "0"); short != "" {
		return short
	}
	return "0"
}
