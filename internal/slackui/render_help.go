package slackui

import (
	"sort"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const maxTyped = 80

// HelpAnswer lists what can be asked. Typed is what was not understood ("" or the word help for plain help): the
// nearest thing comes first then.
func HelpAnswer(language approvals.Language, typed string) Message {
	t := speak(language)
	return t.helpAfter(typed, t.sayNotUnderstood)
}

// HelpForSearch is HelpAnswer for words that were looked for and found nowhere.
func HelpForSearch(language approvals.Language, typed string) Message {
	t := speak(language)
	return t.helpAfter(typed, t.sayNothingFound)
}

func (t *texts) helpAfter(typed string, say func(typed string) string) Message {
	typed = foreign(typed, maxTyped)
	if strings.EqualFold(strings.Trim(typed, " .!?/"), "help") {
		typed = ""
	}
	entries := t.helpEntries()
	l := &blockList{}
	lead := ""
	if typed != "" && !knownHelp(entries, typed) {
		lead = say(typed) + " " + t.sayDidYouMean()
		l.section("lead", plainText(lead), nil, nil)
	}
	if typed != "" {
		sortByLikeness(entries, typed)
	}
	l.header("title", t.sentenceHelpTitle)
	l.rich("entries", t.helpList(entries))
	l.context("home", t.sentenceHelpHome)
	said := make([]string, 0, len(entries))
	for _, e := range entries {
		said = append(said, e.Show+t.wordColon+" "+e.Says)
	}
	return Message{Text: fallback(lead, t.sentenceHelpTitle+t.wordColon, strings.Join(said, "; ")), Blocks: l.blocks}
}

func (t *texts) helpList(entries []helpEntry) *slack.RichTextList {
	items := make([]slack.RichTextElement, 0, len(entries))
	for _, e := range entries {
		items = append(items, (&rich{}).code(e.Show).text(t.wordColon+" "+e.Says).section())
	}
	return slack.NewRichTextList(slack.RTEListBullet, 0, items...)
}

func knownHelp(entries []helpEntry, typed string) bool {
	for _, e := range entries {
		if strings.EqualFold(e.Word, typed) {
			return true
		}
	}
	return false
}

// sortByLikeness looks at the English keyword and at the one of the reader's language.
func sortByLikeness(entries []helpEntry, typed string) {
	typed = strings.ToLower(typed)
	meanings := vocabulary()
	likeness := func(e helpEntry) int {
		d := editDistance(e.Word, typed)
		shown := strings.TrimPrefix(e.Show, "/approvals ")
		if _, keyword := meanings[approvals.Fold(shown)]; keyword {
			d = min(d, editDistance(shown, typed))
		}
		return d
	}
	sort.SliceStable(entries, func(i, j int) bool { return likeness(entries[i]) < likeness(entries[j]) })
}

// editDistance counts the letters to put in, take out, exchange, or swap with their neighbour to make one word of the other.
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, row, next := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		next[0] = i + 1
		for j, q := range to {
			cost := row[j]
			if r != q {
				cost = 1 + min(row[j], row[j+1], next[j])
			}
			if i > 0 && j > 0 && r == to[j-1] && from[i-1] == q {
				cost = min(cost, 1+before[j-1])
			}
			next[j+1] = cost
		}
		before, row, next = row, next, before
	}
	return row[len(to)]
}
