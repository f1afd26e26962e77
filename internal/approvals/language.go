package approvals

import (
	"slices"
	"strings"
)

// Language is a language that there are texts for, by its two-letter code.
type Language string

// The languages that there are texts for.
const (
	English Language = "en"
	German  Language = "de"
	French  Language = "fr"
	Spanish Language = "es"
)

// Languages lists them all.
func Languages() []Language { return []Language{English, German, French, Spanish} }

// LanguageOf gives the language of a locale such as de-DE or fr_CA. otherwise is for a locale that is unknown, or
// whose language has no texts. Slack's locales are IETF language codes:
// https://docs.slack.dev/reference/objects/user-object
func LanguageOf(locale string, otherwise Language) Language {
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(locale)), "_", "-"), "-")
	if slices.Contains(Languages(), Language(code)) {
		return Language(code)
	}
	if otherwise == "" {
		return English
	}
	return otherwise
}
