package words

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func AdminGivenUp(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		func(n int) string {
			return grammar.CountEnglish(n, "One decision", "decisions") + " could not be recorded in IdentityIQ in time. The approvers were told to decide in IdentityIQ."
		},
		func(n int) string {
			return grammar.CountGerman(n, "Eine Entscheidung konnte", "Entscheidungen konnten") +
				" nicht rechtzeitig in IdentityIQ eingetragen werden. Den Genehmigenden wurde gesagt, dass sie in IdentityIQ entscheiden müssen."
		},
		func(n int) string {
			return grammar.CountFrench(n, "Une décision n’a pas pu être enregistrée", "décisions n’ont pas pu être enregistrées") +
				" à temps dans IdentityIQ. Les approbateurs ont été invités à décider dans IdentityIQ."
		},
		func(n int) string {
			return grammar.CountSpanish(n, "Una decisión no pudo", "decisiones no pudieron") +
				" registrarse a tiempo en IdentityIQ. Se indicó a los aprobadores que decidan en IdentityIQ."
		},
	)(n)
}

// AdminFailing has a time of day in UTC.
func AdminFailing(lang approvals.Language, round string, since string, lastError string) string {
	return grammar.Of(lang,
		func(round, since, lastError string) string {
			return "The round “" + round + "” has failed since " + since + " UTC. Last error: " + strings.TrimRight(lastError, ".") + ". See the log, and `bot doctor`."
		},
		func(round, since, lastError string) string {
			return "Die Runde „" + round + "“ misslingt seit " + since + " Uhr UTC. Letzter Fehler: " + strings.TrimRight(lastError, ".") + ". Mehr im Log und mit `bot doctor`."
		},
		func(round, since, lastError string) string {
			return "La tâche « " + round + " » échoue depuis " + since + " UTC. Dernière erreur : " + strings.TrimRight(lastError, ".") + ". Voir le journal et `bot doctor`."
		},
		func(round, since, lastError string) string {
			return "La ronda «" + round + "» falla desde las " + since + " UTC. Último error: " + strings.TrimRight(lastError, ".") + ". Consulte el registro y `bot doctor`."
		},
	)(round, since, lastError)
}

// AdminMissing has a time of day in UTC, and the kind as the log and the metrics have it.
func AdminMissing(lang approvals.Language, n int, kind string, since string) string {
	return grammar.Of(lang,
		func(n int, kind, since string) string {
			return "Since " + since + " UTC IdentityIQ does not list " + grammar.CountEnglish(n, "one object", "objects") +
				" of the kind “" + kind +
				"” that it listed before. Nothing is closed, withdrawn or refused for that meanwhile. See the log, and `bot doctor`."
		},
		func(n int, kind, since string) string {
			return "Seit " + since + " Uhr UTC führt IdentityIQ " + grammar.CountGerman(n, "ein Objekt", "Objekte") + " der Art „" + kind +
				"“ nicht mehr auf, die es vorher gab. Deswegen wird einstweilen nichts geschlossen, zurückgezogen oder abgelehnt. Mehr im Log und mit `bot doctor`."
		},
		func(n int, kind, since string) string {
			return "Depuis " + since + " UTC, IdentityIQ ne liste plus " + grammar.CountFrench(n, "un objet", "objets") +
				" du type « " + kind +
				" » qu’il listait auparavant. En attendant, rien n’est clos, retiré ni refusé pour autant. Voir le journal et `bot doctor`."
		},
		func(n int, kind, since string) string {
			return "Desde las " + since + " UTC IdentityIQ no muestra " + grammar.CountSpanish(n, "un objeto", "objetos") +
				" del tipo «" + kind +
				"» que antes mostraba. Entretanto no se cierra, retira ni rechaza nada por ello. Consulte el registro y `bot doctor`."
		},
	)(n, kind, since)
}

// AdminSocket has Slack's word for why it refuses our connection, and what cures that.
func AdminSocket(lang approvals.Language, word string) string {
	return grammar.Of(lang,
		func(word string) string {
			cure := "Set SLACK_APP_TOKEN to a token that is valid, and start again."
			switch word {
			case socketSwitchedOff:
				cure = "Switch Socket Mode on in the settings of the Slack app."
			case "missing_scope", "not_allowed_token_type", "no_permission":
				cure = "SLACK_APP_TOKEN must be an app-level token (xapp-) with the scope connections:write."
			case "forbidden_team", "team_access_not_granted":
				cure = "The app must be installed in, and allowed by, this workspace."
			}
			return "Slack refuses our Socket Mode connection (" + word + "). " + cure
		},
		func(word string) string {
			cure := "Setzen Sie SLACK_APP_TOKEN auf ein gültiges Token und starten Sie neu."
			switch word {
			case socketSwitchedOff:
				cure = "Schalten Sie Socket Mode in den Einstellungen der Slack-App ein."
			case "missing_scope", "not_allowed_token_type", "no_permission":
				cure = "SLACK_APP_TOKEN muss ein Token der App-Ebene (xapp-) mit dem Recht connections:write sein."
			case "forbidden_team", "team_access_not_granted":
				cure = "Die App muss in diesem Workspace installiert und dort erlaubt sein."
			}
			return "Slack weist unsere Socket-Mode-Verbindung ab (" + word + "). " + cure
		},
		func(word string) string {
			cure := "Donnez à SLACK_APP_TOKEN un jeton valide et redémarrez."
			switch word {
			case socketSwitchedOff:
				cure = "Activez Socket Mode dans les réglages de l’application Slack."
			case "missing_scope", "not_allowed_token_type", "no_permission":
				cure = "SLACK_APP_TOKEN doit être un jeton d’application (xapp-) doté du droit connections:write."
			case "forbidden_team", "team_access_not_granted":
				cure = "L’application doit être installée et autorisée dans cet espace de travail."
			}
			return "Slack refuse notre connexion Socket Mode (" + word + "). " + cure
		},
		func(word string) string {
			cure := "Ponga en SLACK_APP_TOKEN un token válido y reinicie."
			switch word {
			case socketSwitchedOff:
				cure = "Active Socket Mode en la configuración de la aplicación de Slack."
			case "missing_scope", "not_allowed_token_type", "no_permission":
				cure = "SLACK_APP_TOKEN debe ser un token de aplicación (xapp-) con el permiso connections:write."
			case "forbidden_team", "team_access_not_granted":
				cure = "La aplicación debe estar instalada y permitida en este espacio de trabajo."
			}
			return "Slack rechaza nuestra conexión Socket Mode (" + word + "). " + cure
		},
	)(word)
}

func AdminUnreached(lang approvals.Language, total int, names string, more int) string {
	return grammar.Of(lang,
		func(total int, names string, more int) string {
			if more > 0 {
				names += " " + More(lang, more)
			}
			return grammar.CountEnglish(total, "One approver with open work items cannot be reached in Slack", "approvers with open work items cannot be reached in Slack") +
				": " + names + ". `bot identity list --unreachable` has them all."
		},
		func(total int, names string, more int) string {
			if more > 0 {
				names += " " + More(lang, more)
			}
			return grammar.CountGerman(total, "Eine Person mit offenen Vorgängen ist", "Personen mit offenen Vorgängen sind") +
				" in Slack nicht erreichbar: " + names +
				". `bot identity list --unreachable` zeigt alle."
		},
		func(total int, names string, more int) string {
			if more > 0 {
				names += " " + More(lang, more)
			}
			return grammar.CountFrench(total, "Une personne qui a des tâches ouvertes est injoignable",
				"personnes qui ont des tâches ouvertes sont injoignables") +
				" dans Slack : " + names + ". `bot identity list --unreachable` les donne toutes."
		},
		func(total int, names string, more int) string {
			if more > 0 {
				names += " " + More(lang, more)
			}
			return grammar.CountSpanish(total, "Una persona con tareas abiertas no está localizable",
				"personas con tareas abiertas no están localizables") +
				" en Slack: " + names + ". `bot identity list --unreachable` las muestra todas."
		},
	)(total, names, more)
}

// AdminLogHead has number and hash of the decision log's last row.
func AdminLogHead(lang approvals.Language, row, hash string) string {
	return grammar.Of(lang,
		func(row, hash string) string {
			return "The decision log ends with row " + row + ", hash `" + hash +
				"`. This message bears witness: later the same row must have the same hash (`bot audit export`)."
		},
		func(row, hash string) string {
			return "Das Entscheidungsprotokoll endet mit Zeile " + row + ", Hash `" + hash +
				"`. Diese Nachricht bezeugt das: Dieselbe Zeile muss später denselben Hash haben (`bot audit export`)."
		},
		func(row, hash string) string {
			return "Le journal des décisions se termine à la ligne " + row + ", empreinte `" + hash +
				"`. Ce message en témoigne : plus tard, la même ligne doit avoir la même empreinte (`bot audit export`)."
		},
		func(row, hash string) string {
			return "El registro de decisiones termina en la fila " + row + ", hash `" + hash +
				"`. Este mensaje lo atestigua: más adelante la misma fila debe tener el mismo hash (`bot audit export`)."
		},
	)(row, hash)
}

// socketSwitchedOff is what Slack says when Socket Mode was switched off in the settings of the app.
// https://docs.slack.dev/apis/events-api/using-socket-mode
const socketSwitchedOff = "link_disabled"
