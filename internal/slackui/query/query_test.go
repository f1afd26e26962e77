package query

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestWishes(t *testing.T) {
	t.Parallel()
	u := Unknown
	for text, want := range map[string]Query{
		"":                                  {Kind: List, Guess: u},
		"  LIST ":                           {Kind: List, Guess: u},
		"my   approvals":                    {Kind: List, Guess: u},
		"My approvals?":                     {Kind: List, Guess: u},
		"/approvals":                        {Kind: List, Guess: u},
		"<@U0BOT> my approvals":             {Kind: List, Guess: u},
		"<@U0BOT|approvals>":                {Kind: List, Guess: u},
		"pending":                           {Kind: List, Guess: u},
		"queue":                             {Kind: List, Guess: u},
		"inbox":                             {Kind: List, Guess: u},
		"to do":                             {Kind: List, Guess: u},
		"what do I have to approve?":        {Kind: List, Guess: u},
		"What's waiting for me, please?":    {Kind: List, Guess: u},
		"Was muss ich noch genehmigen?":     {Kind: List, Guess: u},
		"Qu'est-ce qui est en attente ?":    {Kind: List, Guess: u},
		"¿Qué tengo pendiente?":             {Kind: List, Guess: u},
		"requests":                          {Kind: Requests, Guess: u},
		"access requests":                   {Kind: Requests, Guess: u},
		"reviews":                           {Kind: Reviews, Guess: u},
		"my access reviews":                 {Kind: Reviews, Guess: u},
		"overdue":                           {Kind: Overdue, Guess: u},
		"what is late":                      {Kind: Overdue, Guess: u},
		"überfällig":                        {Kind: Overdue, Guess: u},
		"en retard":                         {Kind: Overdue, Guess: u},
		"done":                              {Kind: Done, Guess: u},
		"what did I approve lately":         {Kind: Done, Guess: u},
		"erledigt":                          {Kind: Done, Guess: u},
		"snoozed":                           {Kind: Snoozed, Guess: u},
		"settings":                          {Kind: Settings, Guess: u},
		"Einstellungen":                     {Kind: Settings, Guess: u},
		"paramètres":                        {Kind: Settings, Guess: u},
		"help":                              {Kind: Help, Guess: u},
		"/approvals help":                   {Kind: Help, Guess: u},
		"can you help me with my approvals": {Kind: Help, Guess: u},
		"Hilfe!":                            {Kind: Help, Guess: u},
		"?":                                 {Kind: Help, Guess: u},
		"1234":                              {Kind: Number, Number: "1234", Guess: u},
		"#0000001234":                       {Kind: Number, Number: "1234", Guess: u},
		"0000":                              {Kind: Number, Number: "0", Guess: u},
		"item 1234":                         {Kind: Number, Number: "1234", Guess: u},
		"show me work item #1234":           {Kind: Number, Number: "1234", Guess: u},
		"123456789012345678901":             {Kind: Search, Text: "123456789012345678901", Guess: u},
		"Dana Reyes":                        {Kind: Search, Text: "dana reyes", Guess: u},
		"find Dana":                         {Kind: Search, Text: "dana", Guess: u},
		"everything for Zoë Müller":         {Kind: Search, Text: "zoe muller", Whole: "everything zoe muller", Guess: u},
		"requests from Dana":                {Kind: Requests, Text: "dana", Whole: "requests dana", Guess: u},
		"overdue Active Directory":          {Kind: Overdue, Text: "active directory", Whole: "overdue active directory", Guess: u},
		"Review Board":                      {Kind: Reviews, Text: "board", Whole: "review board", Guess: u},
		`"list"`:                            {Kind: Search, Text: "list", Guess: u},
		"“Open Text”":                       {Kind: Search, Text: "open text", Guess: u},
		"the":                               {Kind: Search, Text: "the", Guess: u},
		"done Dana":                         {Kind: Search, Text: "done dana", Guess: Done},
		"lisst":                             {Kind: Search, Text: "lisst", Guess: List},
		"lits":                              {Kind: Search, Text: "lits", Guess: List},
		"hlep":                              {Kind: Search, Text: "hlep", Guess: Help},
		"setings":                           {Kind: Search, Text: "setings", Guess: Settings},
		"my aprovals":                       {Kind: Search, Text: "aprovals", Guess: List},
		"ovredue requests":                  {Kind: Requests, Text: "ovredue", Whole: "ovredue requests", Guess: Overdue},
		"make coffee":                       {Kind: Search, Text: "make coffee", Guess: u},
		strings.Repeat("x", longest*2):      {Kind: Search, Text: strings.Repeat("x", LongestSearch), Guess: u},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got := Parse(text)
			got.Typed = ""
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestWhatWasTypedIsKept(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<@U0BOT>  Make  Coffee ": "Make  Coffee", "/approvals help": "/approvals help",
		strings.Repeat("é", longest*2): strings.Repeat("é", longest),
	} {
		if got := Parse(text).Typed; got != want {
			t.Errorf("%q: kept %q, want %q", text, got, want)
		}
	}
}

// Every keyword means one thing, is folded, and can be typed.
func TestVocabulary(t *testing.T) {
	t.Parallel()
	small := smallWords()
	for word, kind := range Vocabulary() {
		if approvals.Fold(word) != word {
			t.Errorf("got the keyword %q, want it folded: %q", word, approvals.Fold(word))
		}
		if small[word] {
			t.Errorf("got %q as a small word and a keyword, want it to be one of both", word)
		}
		if got := Parse(word); got.Kind != kind {
			t.Errorf("%q: got the meaning %d, want %d", word, got.Kind, kind)
		}
	}
	for _, p := range phrases() {
		if _, known := Vocabulary()[p.word]; !known || approvals.Fold(p.said) != p.said {
			t.Errorf("%q: got %q, want a folded phrase for a keyword", p.said, p.word)
		}
	}
}

// Any slip of one letter in a longer keyword is understood, or taken for a neighbour of the same meaning.
func TestSlipsAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"pending", "requests", "reviews", "overdue", "snoozed", "settings", "approvals"} {
		want := Vocabulary()[word]
		for i := range len(word) - 1 {
			for _, typo := range []string{
				word[:i] + word[i+1:],
				word[:i] + string(word[i+1]) + string(word[i]) + word[i+2:],
				word[:i] + "q" + word[i+1:],
			} {
				if got := Parse(typo); got.Kind != want && got.Guess != want {
					t.Errorf("%q for %q: got %+v, want the meaning or the guess %d", typo, word, got, want)
				}
			}
		}
	}
}

func FuzzParseWish(f *testing.F) {
	for _, s := range []string{"", "list", "<@U1> my approvals", "#0012", "“a b”", "what did i approve", "\xff\xfe", "İ ß ǅ",
		"/approvals 7", "\"", "#"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := Parse(text)
		if utf8.RuneCountInString(w.Text) > LongestSearch || utf8.RuneCountInString(w.Whole) > LongestSearch {
			t.Errorf("%q: got %+v, want %d characters at most", text, w, LongestSearch)
		}
		if (w.Kind == Number) != (w.Number != "") || strings.Trim(w.Number, "0123456789") != "" || len(w.Number) > 20 {
			t.Errorf("%q: got %+v, want a number of up to 20 digits, or none", text, w)
		}
		if w.Kind == Search && w.Text == "" {
			t.Errorf("%q: got %+v, want something to look for", text, w)
		}
		if again := Parse(text); again != w {
			t.Errorf("%q: got %+v the second time, want %+v", text, again, w)
		}
	})
}

func TestEditDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"list", "list", 0}, {"list", "lits", 1}, {"help", "hel", 1}, {"ä", "a", 1}} {
		if got, back := Distance(c.a, c.b), Distance(c.b, c.a); got != c.want || back != c.want {
			t.Errorf("%q %q: got %d and %d, want %d", c.a, c.b, got, back, c.want)
		}
	}
}
