package words

import "github.com/iiq-approvals/bot/internal/approvals"

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
	return of(lang,
		func() string { return "Decided already: " + Digits(n, ",") + " of " + Digits(all, ",") },
		func() string { return "Bereits entschieden: " + Digits(n, ".") + " von " + Digits(all, ".") },
		func() string { return "Déjà décidés\u00a0: " + Digits(n, narrow) + " sur " + Digits(all, narrow) },
		func() string { return "Ya decididos: " + Digits(n, hard) + " de " + Digits(all, hard) },
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
	return of(lang,
		func() string { return "about line " + Digits(n, ",") },
		func() string { return "zu Zeile " + Digits(n, ".") },
		func() string { return "sur la ligne " + Digits(n, narrow) },
		func() string { return "sobre la línea " + Digits(n, hard) },
	)()
}

// OlderComments says how many comments are not shown.
func OlderComments(lang approvals.Language, n int) string {
	return of(lang,
		func() string { return "Only in IdentityIQ: " + counted(n, "one older comment", "older comments") },
		func() string { return "Nur in IdentityIQ: " + zahl(n, "ein älterer Kommentar", "ältere Kommentare") },
		func() string {
			return "Dans IdentityIQ uniquement\u00a0: " + nombre(n, "un commentaire plus ancien", "commentaires plus anciens")
		},
		func() string {
			return "Solo en IdentityIQ: " + numero(n, "un comentario anterior", "comentarios anteriores")
		},
	)()
}
