package slackui

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"unsafe"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// No entry of the catalogue is missing in any language, nor any sentence of the handlers.
func TestNoTextIsMissing(t *testing.T) {
	said := handlerSentences(t)
	for _, l := range approvals.Languages() {
		c := reflect.ValueOf(speak(l)).Elem()
		for i := range c.NumField() {
			if name := c.Type().Field(i).Name; c.Field(i).IsZero() {
				t.Errorf("%s lacks %s", l, name)
			}
		}
		if l == approvals.English {
			continue
		}
		for name, sentence := range said {
			if speak(l).in(sentence) == sentence {
				t.Errorf("%s lacks %s", l, name)
			}
		}
		if got := len(speak(l).sentences); got != len(said) {
			t.Errorf("%s has %d sentences of handlers, and there are %d", l, got, len(said))
		}
	}
}

// What the help shows can be typed, in each language.
func TestTheHelpTellsTheTruth(t *testing.T) {
	means := map[string]wishKind{
		"list": wishList, "requests": wishRequests, "reviews": wishReviews, "overdue": wishOverdue, "done": wishDone, "search": wishSearch,
		"number": wishNumber, "snoozed": wishSnoozed, "settings": wishSettings, "help": wishHelp, "my approvals": wishList,
	}
	for _, l := range approvals.Languages() {
		entries := speak(l).helpEntries()
		if len(entries) != len(means) {
			t.Errorf("%s: %d entries", l, len(entries))
		}
		for _, e := range entries {
			if want, ok := means[e.Word]; !ok || parseWish(e.Show).kind != want {
				t.Errorf("%s: %q is not understood as %s", l, e.Show, e.Word)
			}
		}
	}
}

func TestNumbersInWords(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 9999: "9999", 10000: "10.000", 1234567: "1.234.567"} {
		if got := digits(n, "."); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
	for l, want := range map[approvals.Language][2]string{
		approvals.English: {"One item waits for you", "12,000 items wait for you"},
		approvals.German:  {"Ein Vorgang wartet auf Sie", "12.000 Vorgänge warten auf Sie"},
		approvals.French:  {"Une tâche vous attend", "12\u202f000 tâches vous attendent"},
		approvals.Spanish: {"Una tarea le espera", "12\u00a0000 tareas le esperan"},
	} {
		c := speak(l)
		if one, many := c.sayListTitle(ListPending, 1, 0), c.sayListTitle(ListPending, 12000, 0); one != want[0] || many != want[1] {
			t.Errorf("%s: %q, %q", l, one, many)
		}
	}
}

func TestUnknownLanguagesAreEnglish(t *testing.T) {
	for _, l := range []approvals.Language{"", "xx", "EN"} {
		if got := speak(l).wordApprove; got != "Approve" {
			t.Errorf("%q says %q", l, got)
		}
	}
	for locale, want := range map[string]approvals.Language{"de-DE": "de", "fr_CA": "fr", "es-419": "es", "en-GB": "en", "ja-JP": "fr", "": "fr"} {
		if got := approvals.LanguageOf(locale, approvals.French); got != want {
			t.Errorf("%q is %q, want %q", locale, got, want)
		}
	}
}

// Every function of the catalogue gives words for whatever it is asked, and each language its own.
func TestEveryEntryDiffersFromEnglish(t *testing.T) {
	english := reflect.ValueOf(speak(approvals.English)).Elem()
	same := map[approvals.Language][]string{}
	for _, l := range approvals.Languages()[1:] {
		c := reflect.ValueOf(speak(l)).Elem()
		for i := range c.NumField() {
			if name := c.Type().Field(i).Name; c.Field(i).Kind() == reflect.String && c.Field(i).String() == english.Field(i).String() {
				same[l] = append(same[l], name)
			}
		}
	}
	for l, names := range same {
		for _, n := range names {
			if !slices.Contains([]string{"wordColon", "wordThing", "wordJustification", "wordDescription", "wordApplication", "wordDate"}, n) {
				t.Errorf("%s has the English %s", l, n)
			}
		}
	}
}

// englishWords are words that no other language of ours has.
var englishWords = regexp.MustCompile(`(?i)\b(the|you|your|yours|waits?|waiting|this|and|with|were|cannot|already|approved|denied|decided|by|of|reminder)\b`)

// No function falls back to English words, whatever it is asked.
func TestNoEntrySpeaksEnglish(t *testing.T) {
	for _, l := range approvals.Languages()[1:] {
		c := reflect.ValueOf(speak(l)).Elem()
		for i := range c.NumField() {
			f, name := c.Field(i), c.Type().Field(i).Name
			if f.Kind() != reflect.Func || name == "helpEntries" || name == "boundSentence" {
				continue
			}
			// Fields of the catalogue are not exported, and reflect lets nobody call those.
			said := every(reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem())
			if len(said) == 0 {
				t.Errorf("%s: no samples for %s", l, name)
			}
			for _, line := range said {
				if w := englishWords.FindString(line); w != "" {
					t.Errorf("%s: %s says %q in %q", l, name, w, line)
				}
			}
		}
		for _, sentence := range slices.Sorted(maps.Values(speak(l).sentences)) {
			if w := englishWords.FindString(sentence); w != "" {
				t.Errorf("%s: %q in %q", l, w, sentence)
			}
		}
	}
}
