package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

// speak gives the catalogue of a language; English for one that there are no texts for.
func speak(l approvals.Language) *texts {
	switch l {
	case approvals.German:
		return german()
	case approvals.French:
		return french()
	case approvals.Spanish:
		return spanish()
	}
	return english()
}

// in gives a sentence of the handlers in this language.
func (t *texts) in(sentence string) string {
	if s, ok := t.sentences[sentence]; ok {
		return s
	}
	return sentence
}
