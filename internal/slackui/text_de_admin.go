package slackui

import "strings"

func germanAdmin(t *texts) {
	t.sayAdminGivenUp = func(n int) string {
		return zahl(n, "Eine Entscheidung konnte", "Entscheidungen konnten") +
			" nicht rechtzeitig in IdentityIQ eingetragen werden. Den Genehmigenden wurde gesagt, dass sie in IdentityIQ entscheiden müssen."
	}
	t.sayAdminFailing = func(round, since, lastError string) string {
		return "Die Runde „" + round + "“ misslingt seit " + since + " Uhr UTC. Letzter Fehler: " + strings.TrimRight(lastError, ".") + ". Mehr im Log und mit `bot doctor`."
	}
	t.sayAdminMissing = func(n int, kind, since string) string {
		return "Seit " + since + " Uhr UTC führt IdentityIQ " + zahl(n, "ein Objekt", "Objekte") + " der Art „" + kind +
			"“ nicht mehr auf, die es vorher gab. Deswegen wird einstweilen nichts geschlossen, zurückgezogen oder abgelehnt. Mehr im Log und mit `bot doctor`."
	}
	t.sayAdminSocket = func(word string) string {
		cure := "Setzen Sie SLACK_APP_TOKEN auf ein gültiges Token und starten Sie neu."
		switch word {
		case reasonLinkDisabled:
			cure = "Schalten Sie Socket Mode in den Einstellungen der Slack-App ein."
		case "missing_scope", "not_allowed_token_type", "no_permission":
			cure = "SLACK_APP_TOKEN muss ein Token der App-Ebene (xapp-) mit dem Recht connections:write sein."
		case "forbidden_team", "team_access_not_granted":
			cure = "Die App muss in diesem Workspace installiert und dort erlaubt sein."
		}
		return "Slack weist unsere Socket-Mode-Verbindung ab (" + word + "). " + cure
	}
	t.sayAdminUnreached = func(total int, names string, more int) string {
		if more > 0 {
			names += " " + t.sayMore(more)
		}
		return zahl(total, "Eine Person mit offenen Vorgängen ist", "Personen mit offenen Vorgängen sind") + " in Slack nicht erreichbar: " + names +
			". `bot identity list --unreachable` zeigt alle."
	}
	t.sayAdminLogHead = func(row, hash string) string {
		return "Das Entscheidungsprotokoll endet mit Zeile " + row + ", Hash `" + hash +
			"`. Diese Nachricht bezeugt das: Dieselbe Zeile muss später denselben Hash haben (`bot audit export`)."
	}
}
