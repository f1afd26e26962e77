package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func frenchLists(t *texts) {
	t.sayListTitle = func(k ListKind, total, overdue int) string {
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
			title += ", " + digits(overdue, narrow) + " en retard"
		}
		return title
	}
	t.sayListEmpty = func(k ListKind) string {
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
		return t.sentenceListEmpty
	}
	t.sayFound = func(k ListKind, total int, text string) string {
		one, many := "Une tâche qui vous attend correspond à", "tâches qui vous attendent correspondent à"
		switch k {
		case ListOverdue:
			one, many = "Une tâche en retard correspond à", "tâches en retard correspondent à"
		case ListRequests:
			one, many = "Une demande qui vous attend correspond à", "demandes qui vous attendent correspondent à"
		case ListReviews:
			one, many = "Une revue d'accès qui vous attend correspond à", "revues d'accès qui vous attendent correspondent à"
		}
		return nombre(total, one, many) + " " + guillemets(text)
	}
	t.sayRange = func(first, last, total int) string {
		return digits(first, narrow) + " à " + digits(last, narrow) + " sur " + digits(total, narrow)
	}
	t.sayRow = func(number, requester, target, what string) string {
		return rowIn(number, requester, target, what, "pour", "Une tâche")
	}
	t.sayStale = func() string { return "IdentityIQ ne répond pas. Voici l'état au" }
	t.sayDone = func(state approvals.DecisionState, v approvals.Verdict) (sign, words string) {
		switch {
		case state == approvals.DecisionRecording:
			return signWaiting, "Enregistrement en cours"
		case state == approvals.DecisionRefused:
			return signFailed, "Non accepté par IdentityIQ"
		case state == approvals.DecisionGivenUp:
			return signFailed, "Non enregistré"
		case v == approvals.Approve:
			return signApproved, t.sayVerdict(v)
		}
		return signDenied, t.sayVerdict(v)
	}
	frenchHelp(t)
	t.sayGivenUp = func(v approvals.Verdict, headline string) string {
		what := "refus"
		if v == approvals.Approve {
			what = "approbation"
		}
		return t.sentenceNotRecorded + " IdentityIQ n'a pas pris votre " + what + "\u00a0: " + headline + "."
	}
	t.sayClickedAt = func() string { return "Vous avez décidé ici le " }
	t.sayRequesterNote = func(o approvals.OutcomeView, by, target string) (sign, text string) {
		request := "Votre demande"
		if target != "" {
			request += " pour " + target
		}
		if by != "" {
			by = " par " + by
		}
		switch o.Outcome {
		case approvals.OutcomeApproved:
			return signApproved, request + " a été approuvée" + by
		case approvals.OutcomeDenied:
			return signDenied, request + " a été refusée" + by
		}
		return signMixed, request + " a été décidée" + by + "\u00a0: " + frenchCounts(o.Approved, o.Denied)
	}
	t.sayRequesterAbout = func(request string, mayGoOn bool) string {
		about := "Les détails sont dans IdentityIQ."
		if mayGoOn {
			about = "IdentityIQ demandera peut-être aussi à d'autres avant que cela prenne effet."
		}
		if request != "" {
			return "Demande " + request + ". " + about
		}
		return about
	}
}

func guillemets(s string) string { return "«\u00a0" + s + "\u00a0»" }

func frenchHelp(t *texts) {
	t.helpEntries = func() []helpEntry {
		return []helpEntry{
			{Word: "list", Show: "/approvals", Says: "ce qui vous attend, l'échéance la plus proche d'abord"},
			{Word: "requests", Show: "/approvals demandes", Says: "seulement les demandes d'accès qui vous attendent"},
			{Word: "reviews", Show: "/approvals revues", Says: "les revues d'accès qui vous attendent, et leur avancement"},
			{Word: "overdue", Show: "/approvals en retard", Says: "seulement ce qui est en retard"},
			{Word: "done", Show: "/approvals historique", Says: "ce que vous avez décidé récemment"},
			{Word: "search", Show: "/approvals Dana", Says: "ce qui vous attend et contient ce nom, cette application ou cet accès"},
			{Word: "number", Show: "/approvals 1234", Says: "la tâche qui porte ce numéro"},
			{Word: "snoozed", Show: "/approvals plus tard", Says: "ce que vous voulez qu'on vous rappelle plus tard, et quand"},
			{Word: "settings", Show: "/approvals réglages", Says: "comment et quand vous êtes prévenu\u00a0: heures, jours, pause, résumé"},
			{Word: "help", Show: "/approvals aide", Says: "cette aide"},
			{Word: "my approvals", Show: "my approvals", Says: "la même liste, écrit ici ou après mon nom dans un canal\u00a0: vous seul voyez la réponse"},
		}
	}
	t.sayNotUnderstood = func(typed string) string { return "Je ne comprends pas " + guillemets(typed) + "." }
	t.sayNothingFound = func(typed string) string {
		return "Je ne comprends pas " + guillemets(typed) + ", et rien de ce qui vous attend n'y correspond."
	}
	t.sayTakenFor = func(typed string) string {
		return "Rien de ce qui vous attend ne correspond à " + guillemets(typed) + ", je l'ai donc compris ainsi\u00a0:"
	}
	t.sayDidYouMean = func() string { return "Vouliez-vous dire ceci\u00a0?" }
}
