package cards

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// What the help shows can be typed, in each language.
func TestTheHelpTellsTheTruth(t *testing.T) {
	t.Parallel()
	means := map[string]query.Kind{
		"list": query.List, "requests": query.Requests, "reviews": query.Reviews, "overdue": query.Overdue, "done": query.Done,
		"search": query.Search,
		"number": query.Number, "snoozed": query.Snoozed, "settings": query.Settings, "help": query.Help, "my approvals": query.List,
	}
	for _, l := range approvals.Languages() {
		entries := answers.HelpEntries(l)
		if len(entries) != len(means) {
			t.Errorf("%s: got %d entries, want %d", l, len(entries), len(means))
		}
		for _, e := range entries {
			if want, ok := means[e.Word]; !ok || query.Parse(e.Show).Kind != want {
				t.Errorf("%s: %q: got the meaning %d, want that of %s", l, e.Show, query.Parse(e.Show).Kind, e.Word)
			}
		}
	}
}

func TestLocalesAreLanguages(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]approvals.Language{"de-DE": "de", "fr_CA": "fr", "es-419": "es", "en-GB": "en", "ja-JP": "fr",
		"": "fr"} {
		if got := approvals.LanguageOf(locale, approvals.French); got != want {
			t.Errorf("%q is %q, want %q", locale, got, want)
		}
	}
}
