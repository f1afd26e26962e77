package words

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

// Sentence is a text that needs nothing but the language of its reader.
type Sentence func(lang approvals.Language) string

// phrase is one text in all languages. Its literals are written without keys, so that a missing one does not compile.
type phrase struct{ en, de, fr, es string }

// in gives the text in a language; English for one that there are no texts for.
func (p phrase) in(lang approvals.Language) string { return grammar.Of(lang, p.en, p.de, p.fr, p.es) }
