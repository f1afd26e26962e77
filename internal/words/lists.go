package words

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func ListEmpty(lang approvals.Language) string {
	return phrase{
		"Nothing is waiting for your approval.",
		"Nichts wartet auf Ihre Genehmigung.",
		"Rien n'attend votre approbation.",
		"Nada espera su aprobación.",
	}.in(lang)
}

func ListNeverRead(lang approvals.Language) string {
	return phrase{
		"IdentityIQ has not been reached yet, so I know of nothing that waits for you.",
		"IdentityIQ wurde noch nicht erreicht, daher weiß ich von nichts, was auf Sie wartet.",
		"IdentityIQ n'a pas encore pu être joint, je ne connais donc rien qui vous attende.",
		"Todavía no se ha podido contactar con IdentityIQ, así que no sé de nada que le espere.",
	}.in(lang)
}

func Page(lang approvals.Language, page int, pages int) string {
	return of(lang,
		func(page, pages int) string { return fmt.Sprintf("Page %d of %d", page, pages) },
		func(page, pages int) string { return "Seite " + Digits(page, ".") + " von " + Digits(pages, ".") },
		func(page, pages int) string { return "Page " + Digits(page, narrow) + " sur " + Digits(pages, narrow) },
		func(page, pages int) string { return "Página " + Digits(page, hard) + " de " + Digits(pages, hard) },
	)(page, pages)
}

func ListTitle(lang approvals.Language, k ListKind, total int, overdue int) string {
	return of(lang, englishListTitle, germanListTitle, frenchListTitle, spanishListTitle)(k, total, overdue)
}

func englishListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return counted(total, "One access review waits for you", "access reviews wait for you")
	case ListRequests:
		return counted(total, "One request waits for you", "requests wait for you")
	case ListDone:
		return counted(total, "You decided one item here", "decisions of yours, the latest first")
	case ListSnoozed:
		return counted(total, "One item is snoozed", "items are snoozed")
	case ListOverdue:
		return counted(total, "One overdue item waits for you", "overdue items wait for you")
	}
	title := counted(total, "One item waits for you", "items wait for you")
	if overdue > 0 {
		title += fmt.Sprintf(", %d overdue", overdue)
	}
	return title
}

func germanListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return zahl(total, "Eine Zugriffsprüfung wartet auf Sie", "Zugriffsprüfungen warten auf Sie")
	case ListRequests:
		return zahl(total, "Ein Antrag wartet auf Sie", "Anträge warten auf Sie")
	case ListDone:
		return zahl(total, "Eine Entscheidung von Ihnen", "Entscheidungen von Ihnen, die neuesten zuerst")
	case ListSnoozed:
		return zahl(total, "Ein Vorgang ist zurückgestellt", "Vorgänge sind zurückgestellt")
	case ListOverdue:
		return zahl(total, "Ein überfälliger Vorgang wartet auf Sie", "überfällige Vorgänge warten auf Sie")
	}
	title := zahl(total, "Ein Vorgang wartet auf Sie", "Vorgänge warten auf Sie")
	if overdue > 0 {
		title += ", " + Digits(overdue, ".") + " überfällig"
	}
	return title
}

func frenchListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return nombre(total, "Une revue d'accès vous attend", "revues d'accès vous attendent")
	case ListRequests:
		return nombre(total, "Une demande vous attend", "demandes vous attendent")
	case ListDone:
		return nombre(total, "Une décision de vous", "décisions de vous, les plus récentes d'abord")
	case ListSnoozed:
		return nombre(total, "Une tâche est reportée", "tâches sont reportées")
	case ListOverdue:
		return nombre(total, "Une tâche en retard vous attend", "tâches en retard vous attendent")
	}
	title := nombre(total, "Une tâche vous attend", "tâches vous attendent")
	if overdue > 0 {
		title += ", " + Digits(overdue, narrow) + " en retard"
	}
	return title
}

func spanishListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return numero(total, "Una revisión de acceso le espera", "revisiones de acceso le esperan")
	case ListRequests:
		return numero(total, "Una solicitud le espera", "solicitudes le esperan")
	case ListDone:
		return numero(total, "Una decisión suya", "decisiones suyas, las más recientes primero")
	case ListSnoozed:
		return numero(total, "Una tarea está aplazada", "tareas están aplazadas")
	case ListOverdue:
		return numero(total, "Una tarea vencida le espera", "tareas vencidas le esperan")
	}
	title := numero(total, "Una tarea le espera", "tareas le esperan")
	if overdue > 0 {
		title += ", " + numero(overdue, "1 vencida", "vencidas")
	}
	return title
}

func SayListEmpty(lang approvals.Language, k ListKind) string {
	return of(lang, englishListEmpty, germanListEmpty, frenchListEmpty, spanishListEmpty)(k)
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
	return of(lang,
		func(first, last, total int) string {
			return fmt.Sprintf("%d to %d of %d", first, last, total)
		},
		func(first, last, total int) string {
			return Digits(first, ".") + " bis " + Digits(last, ".") + " von " + Digits(total, ".")
		},
		func(first, last, total int) string {
			return Digits(first, narrow) + " à " + Digits(last, narrow) + " sur " + Digits(total, narrow)
		},
		func(first, last, total int) string {
			return Digits(first, hard) + " a " + Digits(last, hard) + " de " + Digits(total, hard)
		},
	)(first, last, total)
}

// Row is the first line of an item in a list: by whom, for whom, what.
func Row(lang approvals.Language, number string, requester string, target string, what string) string {
	return of(lang,
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
	return of(lang,
		func() string { return "IdentityIQ is not answering. This is how it was at" },
		func() string { return "IdentityIQ antwortet nicht. So war es am" },
		func() string { return "IdentityIQ ne répond pas. Voici l'état au" },
		func() string { return "IdentityIQ no responde. Así estaba el" },
	)()
}

func Done(lang approvals.Language, state approvals.DecisionState, v approvals.Verdict) (sign string, said string) {
	return of(lang, englishDone, germanDone, frenchDone, spanishDone)(state, v)
}

func englishDone(state approvals.DecisionState, v approvals.Verdict) (sign, said string) {
	switch {
	case state == approvals.DecisionRecording:
		return SignWaiting, "Recording"
	case state == approvals.DecisionRefused:
		return SignFailed, "Not accepted by IdentityIQ"
	case state == approvals.DecisionGivenUp:
		return SignFailed, "Not recorded"
	case v == approvals.Approve:
		return SignApproved, Verdict(approvals.English, v)
	}
	return SignDenied, Verdict(approvals.English, v)
}

func germanDone(state approvals.DecisionState, v approvals.Verdict) (sign, said string) {
	switch {
	case state == approvals.DecisionRecording:
		return SignWaiting, "Wird eingetragen"
	case state == approvals.DecisionRefused:
		return SignFailed, "Von IdentityIQ nicht angenommen"
	case state == approvals.DecisionGivenUp:
		return SignFailed, "Nicht eingetragen"
	case v == approvals.Approve:
		return SignApproved, Verdict(approvals.German, v)
	}
	return SignDenied, Verdict(approvals.German, v)
}

func frenchDone(state approvals.DecisionState, v approvals.Verdict) (sign, said string) {
	switch {
	case state == approvals.DecisionRecording:
		return SignWaiting, "Enregistrement en cours"
	case state == approvals.DecisionRefused:
		return SignFailed, "Non accepté par IdentityIQ"
	case state == approvals.DecisionGivenUp:
		return SignFailed, "Non enregistré"
	case v == approvals.Approve:
		return SignApproved, Verdict(approvals.French, v)
	}
	return SignDenied, Verdict(approvals.French, v)
}

func spanishDone(state approvals.DecisionState, v approvals.Verdict) (sign, said string) {
	switch {
	case state == approvals.DecisionRecording:
		return SignWaiting, "Registrando"
	case state == approvals.DecisionRefused:
		return SignFailed, "No aceptado por IdentityIQ"
	case state == approvals.DecisionGivenUp:
		return SignFailed, "No registrado"
	case v == approvals.Approve:
		return SignApproved, Verdict(approvals.Spanish, v)
	}
	return SignDenied, Verdict(approvals.Spanish, v)
}

func DoneEmpty(lang approvals.Language) string {
	return phrase{
		"You have not decided anything here yet.",
		"Sie haben hier noch nichts entschieden.",
		"Vous n'avez encore rien décidé ici.",
		"Todavía no ha decidido nada aquí.",
	}.in(lang)
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
	if s := joinParts(" · ", number, who, what); s != "" {
		return s
	}
	return unnamed
}

const englishSnoozedEmpty = "Nothing is snoozed. For that, choose Remind me later in the menu of a card."

const englishReviewsEmpty = "No access review is waiting for you."
