package typed_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/slackui/typed"
)

func TestWordsOfAMessage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"R&amp;D":                                    "R&D",
		"<http://payroll.ex.com|payroll.ex.com>":     "payroll.ex.com",
		"<http://payroll.ex.com>":                    "http://payroll.ex.com",
		"<mailto:lee.quinn@ex.com|lee.quinn@ex.com>": "lee.quinn@ex.com",
		"<mailto:lee.quinn@ex.com>":                  "lee.quinn@ex.com",
		"“R&amp;D Ledger”":                           "“R&D Ledger”",
		"<tel:7310001|7310001>":                      "7310001",
		"<tel:7310001>":                              "7310001",
		"<@U012|dana> and <#C1|general>":             "dana and general",
		"<@U012>":                                    "<@U012>",
		"&lt;see R&amp;D&gt;":                        "<see R&D>",
		"&amp;lt;":                                   "&lt;",
		"a &lt; b":                                   "a < b",
		"<http://ex.com/?a=1&amp;b=2|ex.com/?a=1&amp;b=2> x": "ex.com/?a=1&b=2 x",
		"<>":           "<>",
		"<!here|here>": "here",
		"caf\xe9":      "caf",
		"plain words":  "plain words",
	} {
		if got := typed.Message(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Whatever somebody types, and Slack escapes, comes back as typed.
func TestMessagesComeBackAsTyped(t *testing.T) {
	t.Parallel()
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if got := typed.Message(escape.Replace(text)); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	})
}

func TestWordsOfAField(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		":+1:":                          "👍",
		":+1::skin-tone-2:":             "👍🏻",
		"Fine :+1::skin-tone-6: thanks": "Fine 👍🏿 thanks",
		":thumbsup: :tada:":             "👍 🎉",
		"ok:+1:ok":                      "ok👍ok",
		":+1::+1:":                      "👍👍",
		":man-shrugging::skin-tone-3:":  "🤷🏼\u200d♂️",
		":flag-de:":                     "🇩🇪",
		":partyparrot:":                 ":partyparrot:",
		":partyparrot::skin-tone-2:":    ":partyparrot::skin-tone-2:",
		":partyparrot:+1:":              ":partyparrot👍",
		"at 10:100:5":                   "at 10:100:5",
		"at 10:30:45":                   "at 10:30:45",
		":100:":                         "💯",
		"a: b: c":                       "a: b: c",
		"urn:ietf:params":               "urn:ietf:params",
		"urn:x:y":                       "urn:x:y",
		"lang:de:at":                    "lang:de:at",
		"great:tada:":                   "great🎉",
		"a :x: b":                       "a ❌ b",
		" R&D <b> &amp; ":               "R&D <b> &amp;",
		":white_check_mark:":            "✅",
		":slightly_smiling_face:":       "🙂",
		":heavy_check_mark:":            "✔️",
		":hand::skin-tone-4:":           "✋🏽",
		"":                              "",
	} {
		if got := typed.Field(text); got != want {
			t.Errorf("%q: got %q (%+q), want %q (%+q)", text, got, got, want, want)
		}
	}
}

// A text without a colon pair is kept, but for the blanks around it.
func TestOtherWordsOfAFieldStay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(rapid.String().Draw(t, "text"), ":", ";")
		if got := typed.Field(text); got != strings.TrimSpace(text) {
			t.Errorf("%q: got %q", text, got)
		}
	})
}
