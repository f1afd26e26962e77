package slackui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestWishes(t *testing.T) {
	u := wishUnknown
	for text, want := range map[string]wish{
		"":                                  {kind: wishList, guess: u},
		"  LIST ":                           {kind: wishList, guess: u},
		"my   approvals":                    {kind: wishList, guess: u},
		"My approvals?":                     {kind: wishList, guess: u},
		"/approvals":                        {kind: wishList, guess: u},
		"<@U0BOT> my approvals":             {kind: wishList, guess: u},
		"<@U0BOT|approvals>":                {kind: wishList, guess: u},
		"pending":                           {kind: wishList, guess: u},
		"queue":                             {kind: wishList, guess: u},
		"inbox":                             {kind: wishList, guess: u},
		"to do":                             {kind: wishList, guess: u},
		"what do I have to approve?":        {kind: wishList, guess: u},
		"What's waiting for me, please?":    {kind: wishList, guess: u},
		"Was muss ich noch genehmigen?":     {kind: wishList, guess: u},
		"Qu'est-ce qui est en attente ?":    {kind: wishList, guess: u},
		"¿Qué tengo pendiente?":             {kind: wishList, guess: u},
		"requests":                          {kind: wishRequests, guess: u},
		"access requests":                   {kind: wishRequests, guess: u},
		"reviews":                           {kind: wishReviews, guess: u},
		"my access reviews":                 {kind: wishReviews, guess: u},
		"overdue":                           {kind: wishOverdue, guess: u},
		"what is late":                      {kind: wishOverdue, guess: u},
		"überfällig":                        {kind: wishOverdue, guess: u},
		"en retard":                         {kind: wishOverdue, guess: u},
		"done":                              {kind: wishDone, guess: u},
		"what did I approve lately":         {kind: wishDone, guess: u},
		"erledigt":                          {kind: wishDone, guess: u},
		"snoozed":                           {kind: wishSnoozed, guess: u},
		"settings":                          {kind: wishSettings, guess: u},
		"Einstellungen":                     {kind: wishSettings, guess: u},
		"paramètres":                        {kind: wishSettings, guess: u},
		"help":                              {kind: wishHelp, guess: u},
		"/approvals help":                   {kind: wishHelp, guess: u},
		"can you help me with my approvals": {kind: wishHelp, guess: u},
		"Hilfe!":                            {kind: wishHelp, guess: u},
		"?":                                 {kind: wishHelp, guess: u},
		"1234":                              {kind: wishNumber, number: "1234", guess: u},
		"#0000001234":                       {kind: wishNumber, number: "1234", guess: u},
		"0000":                              {kind: wishNumber, number: "0", guess: u},
		"item 1234":                         {kind: wishNumber, number: "1234", guess: u},
		"show me work item #1234":           {kind: wishNumber, number: "1234", guess: u},
		"123456789012345678901":             {kind: wishSearch, text: "123456789012345678901", guess: u},
		"Dana Reyes":                        {kind: wishSearch, text: "dana reyes", guess: u},
		"find Dana":                         {kind: wishSearch, text: "dana", guess: u},
		"everything for Zoë Müller":         {kind: wishSearch, text: "zoe muller", whole: "everything zoe muller", guess: u},
		"requests from Dana":                {kind: wishRequests, text: "dana", whole: "requests dana", guess: u},
		"overdue Active Directory":          {kind: wishOverdue, text: "active directory", whole: "overdue active directory", guess: u},
		"Review Board":                      {kind: wishReviews, text: "board", whole: "review board", guess: u},
		`"list"`:                            {kind: wishSearch, text: "list", guess: u},
		"“Open Text”":                       {kind: wishSearch, text: "open text", guess: u},
		"the":                               {kind: wishSearch, text: "the", guess: u},
		"done Dana":                         {kind: wishSearch, text: "done dana", guess: wishDone},
		"lisst":                             {kind: wishSearch, text: "lisst", guess: wishList},
		"lits":                              {kind: wishSearch, text: "lits", guess: wishList},
		"hlep":                              {kind: wishSearch, text: "hlep", guess: wishHelp},
		"setings":                           {kind: wishSearch, text: "setings", guess: wishSettings},
		"my aprovals":                       {kind: wishSearch, text: "aprovals", guess: wishList},
		"ovredue requests":                  {kind: wishRequests, text: "ovredue", whole: "ovredue requests", guess: wishOverdue},
		"make coffee":                       {kind: wishSearch, text: "make coffee", guess: u},
		stringOf("x", longestWish*2):        {kind: wishSearch, text: stringOf("x", longestSearch), guess: u},
	} {
		t.Run(short(text), func(t *testing.T) {
			got := parseWish(text)
			got.typed = ""
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestWhatWasTypedIsKept(t *testing.T) {
	for text, want := range map[string]string{
		"<@U0BOT>  Make  Coffee ": "Make  Coffee", "/approvals help": "/approvals help", stringOf("é", longestWish*2): stringOf("é", longestWish),
	} {
		if got := parseWish(text).typed; got != want {
			t.Errorf("%q: kept %q, want %q", text, got, want)
		}
	}
}

// Every keyword means one thing, is folded, and can be typed.
func TestVocabulary(t *testing.T) {
	small := smallWords()
	for word, kind := range vocabulary() {
		if approvals.Fold(word) != word {
			t.Errorf("%q is not folded", word)
		}
		if small[word] {
			t.Errorf("%q is a small word and a keyword", word)
		}
		if got := parseWish(word); got.kind != kind {
			t.Errorf("%q means %d, and is understood as %d", word, kind, got.kind)
		}
	}
	for _, p := range wishPhrases() {
		if _, known := vocabulary()[p.word]; !known || approvals.Fold(p.said) != p.said {
			t.Errorf("%q stands for %q, which means nothing", p.said, p.word)
		}
	}
}

// Any slip of one letter in a longer keyword is understood, or taken for a neighbour of the same meaning.
func TestSlipsAreUnderstood(t *testing.T) {
	for _, word := range []string{"pending", "requests", "reviews", "overdue", "snoozed", "settings", "approvals"} {
		want := vocabulary()[word]
		for i := range len(word) - 1 {
			for _, typo := range []string{
				word[:i] + word[i+1:],
				word[:i] + string(word[i+1]) + string(word[i]) + word[i+2:],
				word[:i] + "q" + word[i+1:],
			} {
				if got := parseWish(typo); got.kind != want && got.guess != want {
					t.Errorf("%q for %q: %+v", typo, word, got)
				}
			}
		}
	}
}

func FuzzParseWish(f *testing.F) {
	for _, s := range []string{"", "list", "<@U1> my approvals", "#0012", "“a b”", "what did i approve", "\xff\xfe", "İ ß ǅ", "/approvals 7", "\"", "#"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := parseWish(text)
		if utf8.RuneCountInString(w.text) > longestSearch || utf8.RuneCountInString(w.whole) > longestSearch {
			t.Errorf("unbounded: %+v", w)
		}
		if (w.kind == wishNumber) != (w.number != "") || strings.Trim(w.number, "0123456789") != "" || len(w.number) > 20 {
			t.Errorf("number: %+v", w)
		}
		if w.kind == wishSearch && w.text == "" {
			t.Errorf("looks for nothing: %+v", w)
		}
		if again := parseWish(text); again != w {
			t.Errorf("not the same twice: %+v, %+v", w, again)
		}
		for _, asked := range w.questions() {
			back, err := ParsePageRef(asked.Encode())
			if utf8.ValidString(text) && (err != nil || back != asked) {
				t.Errorf("a page of %+v comes back as %+v, %v", asked, back, err)
			}
		}
	})
}
