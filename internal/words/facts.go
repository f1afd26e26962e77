package words

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

// From stands before the moment at which access begins, Until before that at which it ends.
func From(lang approvals.Language) string {
	return phrase{"from", "ab", "à partir de", "desde"}.in(lang)
}

func Until(lang approvals.Language) string {
	return phrase{"until", "bis", "jusqu'à", "hasta"}.in(lang)
}

// AlreadyDecided says that a line was decided before its item is. state is IIQ's own word, for one that has no words of ours.
func AlreadyDecided(lang approvals.Language, s approvals.ItemState, state string) string {
	switch s {
	case approvals.StateFinished:
		return phrase{"already approved", "bereits genehmigt", "déjà approuvé", "ya aprobado"}.in(lang)
	case approvals.StateRejected:
		return phrase{"already denied", "bereits abgelehnt", "déjà refusé", "ya rechazado"}.in(lang)
	}
	return phrase{"already decided", "bereits entschieden", "déjà décidé", "ya decidido"}.in(lang) + Colon(lang) + " " + state
}

// LinesDecided says how many of all lines of an item were decided before it is.
func LinesDecided(lang approvals.Language, n, all int) string {
	return grammar.Of(lang,
		func() string { return "Decided already: " + grammar.Digits(n, ",") + " of " + grammar.Digits(all, ",") },
		func() string {
			return "Bereits entschieden: " + grammar.Digits(n, ".") + " von " + grammar.Digits(all, ".")
		},
		func() string {
			return "Déjà décidés\u00a0: " + grammar.Digits(n, grammar.Narrow) + " sur " + grammar.Digits(all, grammar.Narrow)
		},
		func() string {
			return "Ya decididos: " + grammar.Digits(n, grammar.Hard) + " de " + grammar.Digits(all, grammar.Hard)
		},
	)()
}

func Comments(lang approvals.Language) string {
	return phrase{"Comments", "Kommentare", "Commentaires", "Comentarios"}.in(lang)
}

func AuthorUnknown(lang approvals.Language) string {
	return phrase{
		"IdentityIQ does not say who wrote this",
		"IdentityIQ sagt nicht, wer dies schrieb",
		"IdentityIQ ne dit pas qui a écrit ceci",
		"IdentityIQ no dice quién escribió esto",
	}.in(lang)
}

// AboutLine names the line that a comment stands on, from 1.
func AboutLine(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		func() string { return "about line " + grammar.Digits(n, ",") },
		func() string { return "zu Zeile " + grammar.Digits(n, ".") },
		func() string { return "sur la ligne " + grammar.Digits(n, grammar.Narrow) },
		func() string { return "sobre la línea " + grammar.Digits(n, grammar.Hard) },
	)()
}

// OlderComments says how many comments are not shown.
func OlderComments(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		func() string {
			return "Only in IdentityIQ: " + grammar.CountEnglish(n, "one older comment", "older comments")
		},
		func() string {
			return "Nur in IdentityIQ: " + grammar.CountGerman(n, "ein älterer Kommentar", "ältere Kommentare")
		},
		func() string {
			return "Dans IdentityIQ uniquement\u00a0: " + grammar.CountFrench(n, "un commentaire plus ancien", "commentaires plus anciens")
		},
		func() string {
			return "Solo en IdentityIQ: " + grammar.CountSpanish(n, "un comentario anterior", "comentarios anteriores")
		},
	)()
}
