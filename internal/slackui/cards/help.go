package cards

import (
	"sort"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/words"
)

// MaxTyped bounds what is repeated of somebody's words.
const MaxTyped = 80

// HelpAnswer lists what can be asked. typed is what was not understood ("" or the word help for plain help); the
// nearest entry then comes first.
func HelpAnswer(language approvals.Language, typed string) Message {
	t := painterFor(language)
	return t.helpAfter(typed, words.NotUnderstood)
}

// HelpForSearch is HelpAnswer for words that matched nothing.
func HelpForSearch(language approvals.Language, typed string) Message {
	t := painterFor(language)
	return t.helpAfter(typed, words.NothingFound)
}

func (t painter) helpAfter(typed string, say func(lang approvals.Language, typed string) string) Message {
	typed = Foreign(typed, MaxTyped)
	if strings.EqualFold(strings.Trim(typed, " .!?/"), "help") {
		typed = ""
	}
	entries := words.HelpEntries(t.lang)
	l := &blockList{}
	lead := ""
	if typed != "" && !knownHelp(entries, typed) {
		lead = say(t.lang, typed) + " " + words.DidYouMean(t.lang)
		l.section("lead", plainText(lead), nil, nil)
	}
	if typed != "" {
		sortByLikeness(entries, typed)
	}
	l.header("title", words.HelpTitle(t.lang))
	l.rich("entries", t.helpList(entries))
	l.context("home", words.HelpHome(t.lang))
	said := make([]string, 0, len(entries))
	for _, e := range entries {
		said = append(said, e.Show+words.Colon(t.lang)+" "+e.Says)
	}
	return Message{Text: fallback(lead, words.HelpTitle(t.lang)+words.Colon(t.lang), strings.Join(said, "; ")), Blocks: l.blocks}
}

func (t painter) helpList(entries []words.HelpEntry) *slack.RichTextList {
	items := make([]slack.RichTextElement, 0, len(entries))
	for _, e := range entries {
		items = append(items, (&rich{}).code(e.Show).text(words.Colon(t.lang)+" "+e.Says).section())
	}
	return slack.NewRichTextList(slack.RTEListBullet, 0, items...)
}

func knownHelp(entries []words.HelpEntry, typed string) bool {
	for _, e := range entries {
		if strings.EqualFold(e.Word, typed) {
			return true
		}
	}
	return false
}

// sortByLikeness compares with the English keyword and with the one of the reader's language.
func sortByLikeness(entries []words.HelpEntry, typed string) {
	typed = strings.ToLower(typed)
	meanings := query.Vocabulary()
	likeness := func(e words.HelpEntry) int {
		d := query.Distance(e.Word, typed)
		shown := strings.TrimPrefix(e.Show, "/approvals ")
		if _, keyword := meanings[approvals.Fold(shown)]; keyword {
			d = min(d, query.Distance(shown, typed))
		}
		return d
	}
	sort.SliceStable(entries, func(i, j int) bool { return likeness(entries[i]) < likeness(entries[j]) })
}
