package slackui

import "strings"

func frenchAdmin(t *texts) {
	t.sayAdminGivenUp = func(n int) string {
		return nombre(n, "Une décision n’a pas pu être enregistrée", "décisions n’ont pas pu être enregistrées") +
			" à temps dans IdentityIQ. Les approbateurs ont été invités à décider dans IdentityIQ."
	}
	t.sayAdminFailing = func(round, since, lastError string) string {
		return "La tâche « " + round + " » échoue depuis " + since + " UTC. Dernière erreur : " + strings.TrimRight(lastError, ".") + ". Voir le journal et `bot doctor`."
	}
	t.sayAdminMissing = func(n int, kind, since string) string {
		return "Depuis " + since + " UTC, IdentityIQ ne liste plus " + nombre(n, "un objet", "objets") + " du type « " + kind +
			" » qu’il listait auparavant. En attendant, rien n’est clos, retiré ni refusé pour autant. Voir le journal et `bot doctor`."
	}
	t.sayAdminSocket = func(word string) string {
		cure := "Donnez à SLACK_APP_TOKEN un jeton valide et redémarrez."
		switch word {
		case reasonLinkDisabled:
			cure = "Activez Socket Mode dans les réglages de l’application Slack."
		case "missing_scope", "not_allowed_token_type", "no_permission":
			cure = "SLACK_APP_TOKEN doit être un jeton d’application (xapp-) doté du droit connections:write."
		case "forbidden_team", "team_access_not_granted":
			cure = "L’application doit être installée et autorisée dans cet espace de travail."
		}
		return "Slack refuse notre connexion Socket Mode (" + word + "). " + cure
	}
	t.sayAdminUnreached = func(total int, names string, more int) string {
		if more > 0 {
			names += " " + t.sayMore(more)
		}
		return nombre(total, "Une personne qui a des tâches ouvertes est injoignable", "personnes qui ont des tâches ouvertes sont injoignables") +
			" dans Slack : " + names + ". `bot identity list --unreachable` les donne toutes."
	}
	t.sayAdminLogHead = func(row, hash string) string {
		return "Le journal des décisions se termine à la ligne " + row + ", empreinte `" + hash +
			"`. Ce message en témoigne : plus tard, la même ligne doit avoir la même empreinte (`bot audit export`)."
	}
}
