package query

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/typed"
)

// Kind is what somebody asks for.
type Kind int

// The kinds of questions.
const (
	List Kind = iota
	Requests
	Reviews
	Overdue
	Done
	Snoozed
	Settings
	Help
	Number
	Search
	Unknown
)

// Query is what somebody asks for in words.
type Query struct {
	Kind Kind
	// Text keeps only entries with these words in them; "" keeps all.
	Text string
	// Whole has every meaningful word, for the case that the understood ones were meant as a name.
	Whole string
	// Guess is the likely meaning of a mistyped word; wishUnknown when no keyword is near.
	Guess  Kind
	Number string
	Typed  string
}

const (
	// longest bounds how much of a message is read; no question is longer.
	longest = 200
	// LongestSearch bounds the words of a search, in characters, since paging buttons carry them.
	LongestSearch = 80
	// mostGuessed bounds how many words may have typing errors.
	mostGuessed = 4
)

var (
	numberForm  = regexp.MustCompile(`^#?([0-9]{1,20})$`)
	mentionForm = regexp.MustCompile(`^(?:\s*<@[A-Z0-9]+(?:\|[^>]*)?>\s*)+`)
)

// Parse reads the words after /approvals, in a direct message, or after a mention, in any supported language, as Slack
// delivers them. Word order does not matter. What remains without the small words is either all known, or searched for.
func Parse(text string) Query {
	words := strings.TrimSpace(typed.Message(mentionForm.ReplaceAllString(text, "")))
	if runes := []rune(words); len(runes) > longest {
		words = string(runes[:longest])
	}
	w := Query{Guess: Unknown, Typed: words}
	said := strings.TrimSpace(strings.TrimPrefix(strings.ToLower(words), "/approvals"))
	if quoted := inQuotes(said); quoted != "" {
		w.Kind, w.Text = Search, boundSearch(strings.Fields(approvals.Fold(quoted)))
		return w
	}
	tokens := tokensOf(said)
	switch {
	case said == "":
		w.Kind = List
	case len(tokens) == 0:
		w.Kind = Help
	default:
		w.understand(tokens)
	}
	return w
}

// tokensOf gives the words of a text, folded and without surrounding signs.
func tokensOf(text string) []string {
	text = approvals.Fold(text)
	for _, p := range phrases() {
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

// inQuotes gives the text between quotation marks when there is nothing else.
func inQuotes(s string) string {
	const marks = "\"“”„‟«»"
	bare := strings.Trim(s, marks+" ")
	first, _ := utf8.DecodeRuneInString(s)
	if bare == "" || len(s) < 2 || !strings.ContainsRune(marks, first) {
		return ""
	}
	return bare
}

func (w *Query) understand(tokens []string) {
	meanings, small := Vocabulary(), smallWords()
	known, guessed := []Kind{}, []Kind{}
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
	w.Whole = boundSearch(whole)
	if len(rest) == 1 && numberForm.MatchString(rest[0]) && listOnly(known) {
		w.Kind, w.Number, w.Whole = Number, withoutZeros(strings.TrimPrefix(rest[0], "#")), ""
		return
	}
	w.resolve(known, rest)
	if nearAll && len(rest) > 0 {
		w.Guess = foremost(append(guessed, known...))
	}
}

// resolve decides what the known words ask for, and what to search for in it.
func (w *Query) resolve(known []Kind, rest []string) {
	kind := foremost(known)
	switch {
	case kind == Help || (kind != Unknown && len(rest) == 0):
		w.Kind, w.Whole = kind, ""
	case kind == Unknown || kind == List:
		w.Kind, w.Text = Search, boundSearch(rest)
	case kind == Done || kind == Snoozed || kind == Settings:
		w.Kind, w.Text, w.Guess = Search, w.Whole, kind
	default:
		w.Kind, w.Text = kind, boundSearch(rest)
	}
	if w.Whole == w.Text {
		w.Whole = ""
	}
}

// foremost picks the narrower one of several things that were named.
func foremost(kinds []Kind) Kind {
	for _, k := range []Kind{Help, Settings, Snoozed, Done, Overdue, Reviews, Requests, List} {
		if slices.Contains(kinds, k) {
			return k
		}
	}
	return Unknown
}

func listOnly(known []Kind) bool {
	return !slices.ContainsFunc(known, func(k Kind) bool { return k != List && k != Requests })
}

// nearestMeaning gives the keyword that is nearest to a mistyped word: one slip in a short word, two in a long one.
func nearestMeaning(meanings map[string]Kind, word string) (Kind, bool) {
	slips := 0
	switch n := len([]rune(word)); {
	case n >= 7:
		slips = 2
	case n >= 4:
		slips = 1
	}
	best, found := Unknown, slips+1
	for keyword, kind := range meanings {
		d := Distance(keyword, word)
		if d < found || (d == found && d <= slips && kind < best) {
			best, found = kind, d
		}
	}
	return best, best != Unknown
}

func boundSearch(said []string) string {
	text := strings.Join(said, " ")
	if runes := []rune(text); len(runes) > LongestSearch {
		text = strings.TrimSpace(string(runes[:LongestSearch]))
	}
	return text
}

// withoutZeros gives the number as people see it.
func withoutZeros(number string) string {
	if short := strings.TrimLeft(number, "0"); short != "" {
		return short
	}
	return "0"
}
