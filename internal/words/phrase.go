package words

import "github.com/iiq-approvals/bot/internal/approvals"

// Sentence is a text that needs nothing but the language of its reader.
type Sentence func(lang approvals.Language) string

// phrase is one text in all languages. Its literals are written without keys, so that a missing one does not compile.
type phrase struct{ en, de, fr, es string }

// in gives the text in a language; English for one that there are no texts for.
func (p phrase) in(lang approvals.Language) string { return of(lang, p.en, p.de, p.fr, p.es) }

// of chooses by language; English for one that there are no texts for.
func of[T any](lang approvals.Language, en, de, fr, es T) T {
	switch lang {
	case approvals.German:
		return de
	case approvals.French:
		return fr
	case approvals.Spanish:
		return es
	}
	return en
}
