package grammar

import "github.com/iiq-approvals/bot/internal/approvals"

// Of chooses by language; English for one that there are no texts for.
func Of[T any](lang approvals.Language, en, de, fr, es T) T {
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
