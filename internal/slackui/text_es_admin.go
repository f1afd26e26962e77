package slackui

import "strings"

func spanishAdmin(t *texts) {
	t.sayAdminGivenUp = func(n int) string {
		return numero(n, "Una decisión no pudo", "decisiones no pudieron") +
			" registrarse a tiempo en IdentityIQ. Se indicó a los aprobadores que decidan en IdentityIQ."
	}
	t.sayAdminFailing = func(round, since, lastError string) string {
		return "La ronda «" + round + "» falla desde las " + since + " UTC. Último error: " + strings.TrimRight(lastError, ".") + ". Consulte el registro y `bot doctor`."
	}
	t.sayAdminMissing = func(n int, kind, since string) string {
		return "Desde las " + since + " UTC IdentityIQ no muestra " + numero(n, "un objeto", "objetos") + " del tipo «" + kind +
			"» que antes mostraba. Entretanto no se cierra, retira ni rechaza nada por ello. Consulte el registro y `bot doctor`."
	}
	t.sayAdminSocket = func(word string) string {
		cure := "Ponga en SLACK_APP_TOKEN un token válido y reinicie."
		switch word {
		case reasonLinkDisabled:
			cure = "Active Socket Mode en la configuración de la aplicación de Slack."
		case "missing_scope", "not_allowed_token_type", "no_permission":
			cure = "SLACK_APP_TOKEN debe ser un token de aplicación (xapp-) con el permiso connections:write."
		case "forbidden_team", "team_access_not_granted":
			cure = "La aplicación debe estar instalada y permitida en este espacio de trabajo."
		}
		return "Slack rechaza nuestra conexión Socket Mode (" + word + "). " + cure
	}
	t.sayAdminUnreached = func(total int, names string, more int) string {
		if more > 0 {
			names += " " + t.sayMore(more)
		}
		return numero(total, "Una persona con tareas abiertas no está localizable", "personas con tareas abiertas no están localizables") +
			" en Slack: " + names + ". `bot identity list --unreachable` las muestra todas."
	}
	t.sayAdminLogHead = func(row, hash string) string {
		return "El registro de decisiones termina en la fila " + row + ", hash `" + hash +
			"`. Este mensaje lo atestigua: más adelante la misma fila debe tener el mismo hash (`bot audit export`)."
	}
}
