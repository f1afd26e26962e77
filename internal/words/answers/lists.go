package answers

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func ListEmpty(lang approvals.Language) string {
	return grammar.Of(lang,
		"Nothing is waiting for your approval.",
		"Nichts wartet auf Ihre Genehmigung.",
		"Rien n'attend votre approbation.",
		"Nada espera su aprobación.",
	)
}

func ListNeverRead(lang approvals.Language) string {
	return grammar.Of(lang,
		"IdentityIQ has not been reached yet, so I know of nothing that waits for you.",
		"IdentityIQ wurde noch nicht erreicht, daher weiß ich von nichts, was auf Sie wartet.",
		"IdentityIQ n'a pas encore pu être joint, je ne connais donc rien qui vous attende.",
		"Todavía no se ha podido contactar con IdentityIQ, así que no sé de nada que le espere.",
	)
}

func Page(lang approvals.Language, page int, pages int) string {
	return grammar.Of(lang,
		func(page, pages int) string { return fmt.Sprintf("Page %d of %d", page, pages) },
		func(page, pages int) string {
			return "Seite " + grammar.Digits(page, ".") + " von " + grammar.Digits(pages, ".")
		},
		func(page, pages int) string {
			return "Page " + grammar.Digits(page, grammar.Narrow) + " sur " + grammar.Digits(pages, grammar.Narrow)
		},
		func(page, pages int) string {
			return "Página " + grammar.Digits(page, grammar.Hard) + " de " + grammar.Digits(pages, grammar.Hard)
		},
	)(page, pages)
}

func ListTitle(lang approvals.Language, k ListKind, total int, overdue int) string {
	return grammar.Of(lang, englishListTitle, germanListTitle, frenchListTitle, spanishListTitle)(k, total, overdue)
}

func englishListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return grammar.CountEnglish(total, "One access review waits for you", "access reviews wait for you")
	case ListRequests:
		return grammar.CountEnglish(total, "One request waits for you", "requests wait for you")
	case ListDone:
		return grammar.CountEnglish(total, "You decided one item here", "decisions of yours, the latest first")
	case ListSnoozed:
		return grammar.CountEnglish(total, "One item is snoozed", "items are snoozed")
	case ListOverdue:
		return grammar.CountEnglish(total, "One overdue item waits for you", "overdue items wait for you")
	}
	title := grammar.CountEnglish(total, "One item waits for you", "items wait for you")
	if overdue > 0 {
		title += fmt.Sprintf(", %d overdue", overdue)
	}
	return title
}

func germanListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return grammar.CountGerman(total, "Eine Zugriffsprüfung wartet auf Sie", "Zugriffsprüfungen warten auf Sie")
	case ListRequests:
		return grammar.CountGerman(total, "Ein Antrag wartet auf Sie", "Anträge warten auf Sie")
	case ListDone:
		return grammar.CountGerman(total, "Eine Entscheidung von Ihnen", "Entscheidungen von Ihnen, die neuesten zuerst")
	case ListSnoozed:
		return grammar.CountGerman(total, "Ein Vorgang ist zurückgestellt", "Vorgänge sind zurückgestellt")
	case ListOverdue:
		return grammar.CountGerman(total, "Ein überfälliger Vorgang wartet auf Sie", "überfällige Vorgänge warten auf Sie")
	}
	title := grammar.CountGerman(total, "Ein Vorgang wartet auf Sie", "Vorgänge warten auf Sie")
	if overdue > 0 {
		title += ", " + grammar.Digits(overdue, ".") + " überfällig"
	}
	return title
}

func frenchListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return grammar.CountFrench(total, "Une revue d'accès vous attend", "revues d'accès vous attendent")
	case ListRequests:
		return grammar.CountFrench(total, "Une demande vous attend", "demandes vous attendent")
	case ListDone:
		return grammar.CountFrench(total, "Une décision de vous", "décisions de vous, les plus récentes d'abord")
	case ListSnoozed:
		return grammar.CountFrench(total, "Une tâche est reportée", "tâches sont reportées")
	case ListOverdue:
		return grammar.CountFrench(total, "Une tâche en retard vous attend", "tâches en retard vous attendent")
	}
	title := grammar.CountFrench(total, "Une tâche vous attend", "tâches vous attendent")
	if overdue > 0 {
		title += ", " + grammar.Digits(overdue, grammar.Narrow) + " en retard"
	}
	return title
}

func spanishListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return grammar.CountSpanish(total, "Una revisión de acceso le espera", "revisiones de acceso le esperan")
	case ListRequests:
		return grammar.CountSpanish(total, "Una solicitud le espera", "solicitudes le esperan")
	case ListDone:
		return grammar.CountSpanish(total, "Una decisión suya", "decisiones suyas, las más recientes primero")
	case ListSnoozed:
		return grammar.CountSpanish(total, "Una tarea está aplazada", "tareas están aplazadas")
	case ListOverdue:
		return grammar.CountSpanish(total, "Una tarea vencida le espera", "tareas vencidas le esperan")
	}
	title := grammar.CountSpanish(total, "Una tarea le espera", "tareas le esperan")
	if overdue > 0 {
		title += ", " + grammar.CountSpanish(overdue, "1 vencida", "vencidas")
	}
	return title
}

func SayListEmpty(lang approvals.Language, k ListKind) string {
	return grammar.Of(lang, englishListEmpty, germanListEmpty, frenchListEmpty, spanishListEmpty)(k)
}

func englishListEmpty(k ListKind) string {
	switch k {
	case ListRequests:
		return "No request is waiting for your approval."
	case ListReviews:
		return englishReviewsEmpty
	case ListSnoozed:
		return englishSnoozedEmpty
	case ListOverdue:
		return "Nothing that waits for you is overdue."
	}
	return ListEmpty(approvals.English)
}

func germanListEmpty(k ListKind) string {
	switch k {
	case ListReviews:
		return "Keine Zugriffsprüfung wartet auf Sie."
	case ListRequests:
		return "Kein Antrag wartet auf Ihre Genehmigung."
	case ListSnoozed:
		return "Sie haben nichts zurückgestellt. Wählen Sie Später erinnern im Menü einer Karte."
	case ListOverdue:
		return "Nichts von dem, was auf Sie wartet, ist überfällig."
	}
	return ListEmpty(approvals.German)
}

func frenchListEmpty(k ListKind) string {
	switch k {
	case ListReviews:
		return "Aucune revue d'accès ne vous attend."
	case ListRequests:
		return "Aucune demande n'attend votre approbation."
	case ListSnoozed:
		return "Vous n'avez rien reporté. Choisissez Rappeler plus tard dans le menu d'une carte."
	case ListOverdue:
		return "Rien de ce qui vous attend n'est en retard."
	}
	return ListEmpty(approvals.French)
}

func spanishListEmpty(k ListKind) string {
	switch k {
	case ListReviews:
		return "No le espera ninguna revisión de acceso."
	case ListRequests:
		return "Ninguna solicitud espera su aprobación."
	case ListSnoozed:
		return "No ha aplazado nada. Elija Recordar más tarde en el menú de una tarjeta."
	case ListOverdue:
		return "Nada de lo que le espera está vencido."
	}
	return ListEmpty(approvals.Spanish)
}

func Range(lang approvals.Language, first int, last int, total int) string {
	return grammar.Of(lang,
		func(first, last, total int) string {
			return fmt.Sprintf("%d to %d of %d", first, last, total)
		},
		func(first, last, total int) string {
			return grammar.Digits(first, ".") + " bis " + grammar.Digits(last, ".") + " von " + grammar.Digits(total, ".")
		},
		func(first, last, total int) string {
			return grammar.Digits(first, grammar.Narrow) + " à " + grammar.Digits(last, grammar.Narrow) + " sur " +
				grammar.Digits(total, grammar.Narrow)
		},
		func(first, last, total int) string {
			return grammar.Digits(first, grammar.Hard) + " a " + grammar.Digits(last, grammar.Hard) + " de " +
				grammar.Digits(total, grammar.Hard)
		},
	)(first, last, total)
}

// Row is the first line of an item in a list: by whom, for whom, what.
func Row(lang approvals.Language, number string, requester string, target string, what string) string {
	return grammar.Of(lang,
		func(number, requester, target, what string) string {
			return rowIn(number, requester, target, what, "for", "A work item")
		},
		func(number, requester, target, what string) string {
			return rowIn(number, requester, target, what, "für", "Ein Vorgang")
		},
		func(number, requester, target, what string) string {
			return rowIn(number, requester, target, what, "pour", "Une tâche")
		},
		func(number, requester, target, what string) string {
			return rowIn(number, requester, target, what, "para", "Una tarea")
		},
	)(number, requester, target, what)
}

func Stale(lang approvals.Language) string {
	return grammar.Of(lang,
		func() string { return "IdentityIQ is not answering. This is how it was at" },
		func() string { return "IdentityIQ antwortet nicht. So war es am" },
		func() string { return "IdentityIQ ne répond pas. Voici l'état au" },
		func() string { return "IdentityIQ no responde. Así estaba el" },
	)()
}

func Done(lang approvals.Language, state approvals.DecisionState, v approvals.Verdict) (sign string, said string) {
	return grammar.Of(lang, englishDone, germanDone, frenchDone, spanishDone)(state, v)
}

func englishDone(state approvals.DecisionState, v approvals.Verdict) (sign, said string) {
	switch {
	case state == approvals.DecisionRecording:
		return words.SignWaiting, "Recording"
	case state == approvals.DecisionRefused:
		return words.SignFailed, "Not accepted by IdentityIQ"
	case state == approvals.DecisionGivenUp:
		return words.SignFailed, "Not recorded"
	case v == approvals.Approve:
		return words.SignApproved, words.Verdict(approvals.English, v)
	}
	return words.SignDenied, words.Verdict(approvals.English, v)
}

func germanDone(state approvals.DecisionState, v approvals.Verdict) (sign, said string) {
	switch {
	case state == approvals.DecisionRecording:
		return words.SignWaiting, "Wird eingetragen"
	case state == approvals.DecisionRefused:
		return words.SignFailed, "Von IdentityIQ nicht angenommen"
	case state == approvals.DecisionGivenUp:
		return words.SignFailed, "Nicht eingetragen"
	case v == approvals.Approve:
		return words.SignApproved, words.Verdict(approvals.German, v)
	}
	return words.SignDenied, words.Verdict(approvals.German, v)
}

func frenchDone(state approvals.DecisionState, v approvals.Verdict) (sign, said string) {
	switch {
	case state == approvals.DecisionRecording:
		return words.SignWaiting, "Enregistrement en cours"
	case state == approvals.DecisionRefused:
		return words.SignFailed, "Non accepté par IdentityIQ"
	case state == approvals.DecisionGivenUp:
		return words.SignFailed, "Non enregistré"
	case v == approvals.Approve:
		return words.SignApproved, words.Verdict(approvals.French, v)
	}
	return words.SignDenied, words.Verdict(approvals.French, v)
}

func spanishDone(state approvals.DecisionState, v approvals.Verdict) (sign, said string) {
	switch {
	case state == approvals.DecisionRecording:
		return words.SignWaiting, "Registrando"
	case state == approvals.DecisionRefused:
		return words.SignFailed, "No aceptado por IdentityIQ"
	case state == approvals.DecisionGivenUp:
		return words.SignFailed, "No registrado"
	case v == approvals.Approve:
		return words.SignApproved, words.Verdict(approvals.Spanish, v)
	}
	return words.SignDenied, words.Verdict(approvals.Spanish, v)
}

func DoneEmpty(lang approvals.Language) string {
	return grammar.Of(lang,
		"You have not decided anything here yet.",
		"Sie haben hier noch nichts entschieden.",
		"Vous n'avez encore rien décidé ici.",
		"Todavía no ha decidido nada aquí.",
	)
}

// rowIn is the first line of an item in a list: its number, who asks for whom, what.
func rowIn(number, requester, target, what, forWord, unnamed string) string {
	who := requester
	switch {
	case requester == "":
		who = target
	case target != "" && target != requester:
		who = requester + " " + forWord + " " + target
	}
	if s := grammar.Join(" · ", number, who, what); s != "" {
		return s
	}
	return unnamed
}

const englishSnoozedEmpty = "Nothing is snoozed. For that, choose Remind me later in the menu of a card."

const englishReviewsEmpty = "No access review is waiting for you."
