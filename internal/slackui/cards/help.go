package cards

import (
	"sort"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// MaxTyped bounds what an answer repeats of what was typed, in characters.
const MaxTyped = 80

// helpPainter draws what can be asked.
type helpPainter struct{ painter }

// HelpAnswer lists what can be asked. typed is what was not understood ("" or the word help for plain help); the
// nearest entry then comes first.
func HelpAnswer(language approvals.Language, typed string) Message {
	return helpPainter{painterFor(language)}.helpAfter(typed, answers.NotUnderstood)
}

// HelpForSearch is HelpAnswer for words that matched nothing.
func HelpForSearch(language approvals.Language, typed string) Message {
	return helpPainter{painterFor(language)}.helpAfter(typed, answers.NothingFound)
}

func (t helpPainter) helpAfter(typed string, say func(lang approvals.Language, typed string) string) Message {
	typed = Untrusted(typed, MaxTyped)
	if strings.EqualFold(strings.Trim(typed, " .!?/"), "help") {
		typed = ""
	}
	entries := answers.HelpEntries(t.lang)
	l := &blockList{}
	lead := ""
	if typed != "" && !knownHelp(entries, typed) {
		lead = say(t.lang, typed) + " " + answers.DidYouMean(t.lang)
		l.section("lead", plainText(lead), nil, nil)
	}
	if typed != "" {
		sortByLikeness(entries, typed)
	}
	l.header("title", answers.HelpTitle(t.lang))
	l.rich("entries", t.helpList(entries))
	l.context("home", answers.HelpHome(t.lang))
	said := make([]string, 0, len(entries))
	for _, e := range entries {
		said = append(said, e.Show+words.Colon(t.lang)+" "+e.Says)
	}
	return Message{Text: fallback(lead, answers.HelpTitle(t.lang)+words.Colon(t.lang), strings.Join(said, "; ")), Blocks: l.blocks}
}

func (t helpPainter) helpList(entries []answers.HelpEntry) *slack.RichTextList {
	items := make([]slack.RichTextElement, 0, len(entries))
	for _, e := range entries {
		items = append(items, (&rich{}).code(e.Show).text(words.Colon(t.lang)+" "+e.Says).section())
	}
	return slack.NewRichTextList(slack.RTEListBullet, 0, items...)
}

func knownHelp(entries []answers.HelpEntry, typed string) bool {
	for _, e := range entries {
		if strings.EqualFold(e.Word, typed) {
			return true
		}
	}
	return false
}

// sortByLikeness compares with the English keyword and with the one of the reader's language.
func sortByLikeness(entries []answers.HelpEntry, typed string) {
	typed = strings.ToLower(typed)
	meanings := query.Vocabulary()
	likeness := func(e answers.HelpEntry) int {
		d := query.Distance(e.Word, typed)
		shown := strings.TrimPrefix(e.Show, "/approvals ")
		if _, keyword := meanings[approvals.Fold(shown)]; keyword {
			d = min(d, query.Distance(shown, typed))
		}
		return d
	}
	sort.SliceStable(entries, func(i, j int) bool { return likeness(entries[i]) < likeness(entries[j]) })
}
