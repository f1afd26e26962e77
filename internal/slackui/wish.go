package slackui

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/iiq-approvals/bot/internal/approvals"
)

type wishKind int

const (
	wishList wishKind = iota
	wishRequests
	wishReviews
	wishOverdue
	wishDone
	wishSnoozed
	wishSettings
	wishHelp
	wishNumber
	wishSearch
	wishUnknown
)

// wish is what somebody asks for in words.
type wish struct {
	kind wishKind
	// text narrows a list down to what has these words in it; "" leaves all.
	text string
	// whole is every word that says something, for when the understood ones were meant as a name after all.
	whole string
	// guess is what a word with a typing error may stand for; wishUnknown when it is near to nothing.
	guess  wishKind
	number string
	typed  string
}

const (
	// longestWish bounds what is read of a message; nothing that can be asked is longer.
	longestWish = 200
	// longestSearch bounds the words that are looked for, in characters: paging buttons carry them.
	longestSearch = 80
	// mostGuessed bounds how many words may have typing errors.
	mostGuessed = 4
)

var (
	numberForm  = regexp.MustCompile(`^#?([0-9]{1,20})$`)
	mentionForm = regexp.MustCompile(`^(?:\s*<@[A-Z0-9]+(?:\|[^>]*)?>\s*)+`)
)

// parseWish reads the words after /approvals, in a direct message, or after a mention, in any language that there are words
// for. No word order is asked for: what is left when the small words are gone is either all known, or it is looked for.
func parseWish(text string) wish {
	if runes := []rune(text); len(runes) > longestWish {
		text = string(runes[:longestWish])
	}
	typed := strings.TrimSpace(mentionForm.ReplaceAllString(text, ""))
	w := wish{guess: wishUnknown, typed: typed}
	said := strings.TrimSpace(strings.TrimPrefix(strings.ToLower(typed), "/approvals"))
	if quoted := inQuotes(said); quoted != "" {
		w.kind, w.text = wishSearch, boundSearch(strings.Fields(approvals.Fold(quoted)))
		return w
	}
	tokens := wishTokens(said)
	switch {
	case said == "":
		w.kind = wishList
	case len(tokens) == 0:
		w.kind = wishHelp
	default:
		w.understand(tokens)
	}
	return w
}

// wishTokens gives the words of a text, folded, without the signs around them.
func wishTokens(text string) []string {
	text = approvals.Fold(text)
	for _, p := range wishPhrases() {
		text = strings.ReplaceAll(" "+text+" ", " "+p.said+" ", " "+p.word+" ")
	}
	var tokens []string
	for _, t := range strings.Fields(text) {
		bare := strings.TrimFunc(t, func(r rune) bool { return r != '#' && !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		if bare != "" && bare != "#" {
			tokens = append(tokens, bare)
		}
	}
	return tokens
}

// inQuotes gives what stands between quotation marks, when nothing else was said.
func inQuotes(s string) string {
	const marks = "\"“”„«»"
	bare := strings.Trim(s, marks+" ")
	if bare == "" || len(s) < 2 || !strings.ContainsAny(s[:len(firstRune(s))], marks) {
		return ""
	}
	return bare
}

func (w *wish) understand(tokens []string) {
	meanings, small := vocabulary(), smallWords()
	known, guessed := []wishKind{}, []wishKind{}
	var rest, whole []string
	nearAll := true
	for _, t := range tokens {
		kind, isKnown := meanings[t]
		if small[t] && !isKnown {
			continue
		}
		whole = append(whole, t)
		if isKnown {
			known = append(known, kind)
			continue
		}
		if rest = append(rest, t); len(rest) > mostGuessed {
			nearAll = false
		}
		if nearAll {
			near, ok := nearestMeaning(meanings, t)
			nearAll, guessed = ok, append(guessed, near)
		}
	}
	if len(whole) == 0 {
		rest, whole, nearAll = tokens, tokens, false
	}
	w.whole = boundSearch(whole)
	if len(rest) == 1 && numberForm.MatchString(rest[0]) && listOnly(known) {
		w.kind, w.number, w.whole = wishNumber, withoutZeros(strings.TrimPrefix(rest[0], "#")), ""
		return
	}
	w.settle(known, rest)
	if nearAll && len(rest) > 0 {
		w.guess = foremost(append(guessed, known...))
	}
}

// settle decides what the known words ask for, and what is to be looked for among it.
func (w *wish) settle(known []wishKind, rest []string) {
	kind := foremost(known)
	switch {
	case kind == wishHelp || (kind != wishUnknown && len(rest) == 0):
		w.kind, w.whole = kind, ""
	case kind == wishUnknown || kind == wishList:
		w.kind, w.text = wishSearch, boundSearch(rest)
	case kind == wishDone || kind == wishSnoozed || kind == wishSettings:
		w.kind, w.text, w.guess = wishSearch, w.whole, kind
	default:
		w.kind, w.text = kind, boundSearch(rest)
	}
	if w.whole == w.text {
		w.whole = ""
	}
}

// foremost: of several things that were named, the narrower one is meant.
func foremost(kinds []wishKind) wishKind {
	for _, k := range []wishKind{wishHelp, wishSettings, wishSnoozed, wishDone, wishOverdue, wishReviews, wishRequests, wishList} {
		if slices.Contains(kinds, k) {
			return k
		}
	}
	return wishUnknown
}

func listOnly(known []wishKind) bool {
	return !slices.ContainsFunc(known, func(k wishKind) bool { return k != wishList && k != wishRequests })
}

// nearestMeaning takes a word with a typing error for the keyword that is nearest to it: one slip in a short word, two in
// a long one.
func nearestMeaning(meanings map[string]wishKind, word string) (wishKind, bool) {
	slips := 0
	switch n := len([]rune(word)); {
	case n >= 7:
		slips = 2
	case n >= 4:
		slips = 1
	}
	best, found := wishUnknown, slips+1
	for keyword, kind := range meanings {
		d := editDistance(keyword, word)
		if d < found || (d == found && d <= slips && kind < best) {
			best, found = kind, d
		}
	}
	return best, best != wishUnknown
}

func boundSearch(said []string) string {
	text := strings.Join(said, " ")
	if runes := []rune(text); len(runes) > longestSearch {
		text = strings.TrimSpace(string(runes[:longestSearch]))
	}
	return text
}

// withoutZeros gives the number as people are shown it.
func withoutZeros(number string) string {
	if short := strings.TrimLeft(number, "0"); short != "" {
		return short
	}
	return "0"
}
