package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func spanishRefusals(t *texts) {
	t.sayAt = func() string { return " a las " }
	t.sayRefusal = func(r *approvals.Refusal, by, reason string) (before, after string, withTime bool) {
		switch r.Code {
		case approvals.RefusedAlreadyDecided:
			return spanishAlreadyDecided(r, by)
		case approvals.RefusedBeingRecorded:
			return spanishBeingRecorded(r, by), "", false
		case approvals.RefusedForwarded:
			if by == "" {
				return "Esta solicitud fue reenviada. No se cambió nada.", "", false
			}
			return "Esta solicitud fue reenviada a " + by + ". No se cambió nada.", "", false
		case approvals.RefusedByIIQ:
			if reason == "" {
				return "IdentityIQ no lo aceptó. No se cambió nada.", "", false
			}
			return "IdentityIQ no lo aceptó: " + reason + ".", "", false
		}
		if s := spanishPersonRefusal(r.Code); s != "" {
			return s, "", false
		}
		return spanishItemRefusal(r.Code), "", false
	}
	t.sayItemRefusal = spanishItemRefusal
}

func spanishAlreadyDecided(r *approvals.Refusal, by string) (before, after string, withTime bool) {
	did := map[approvals.Outcome]string{approvals.OutcomeApproved: "aprobada", approvals.OutcomeDenied: "rechazada"}[r.Outcome]
	known := did != ""
	if !known {
		did = "decidida"
	}
	switch {
	case r.Mine:
		return "Esta solicitud ya fue " + did + " por usted", ".", true
	case by != "":
		return "Esta solicitud ya fue " + did + " por " + by, ".", true
	case !known:
		return "Esta solicitud ya fue decidida en IdentityIQ", ".", true
	}
	return "Esta solicitud ya fue " + did, ".", true
}

func spanishBeingRecorded(r *approvals.Refusal, by string) string {
	switch {
	case r.Mine:
		return "Su decisión ya se está registrando."
	case by != "":
		return "La decisión de " + by + " ya se está registrando."
	}
	return "Ya se está registrando una decisión."
}

func spanishPersonRefusal(c approvals.RefusalCode) string {
	const ask = " Pida a su administrador que le vincule."
	const noMatch = "así que no puedo asociarle a una cuenta de IdentityIQ." + ask
	switch c {
	case approvals.RefusedBot:
		return "Las aplicaciones no pueden ver ni decidir aprobaciones."
	case approvals.RefusedDeactivated:
		return "Su cuenta de Slack está desactivada, así que no puede usar las aprobaciones aquí."
	case approvals.RefusedGuest:
		return "Los invitados no pueden usar las aprobaciones. Pida a su administrador una cuenta completa de Slack."
	case approvals.RefusedForeign:
		return "Solo los miembros de este espacio de trabajo pueden usar las aprobaciones."
	case approvals.RefusedNoEmail:
		return "Slack no me da su dirección de correo, " + noMatch
	case approvals.RefusedNoIdentity:
		return "No puedo asociarle a una cuenta de IdentityIQ." + ask
	case approvals.RefusedAmbiguous:
		return "Más de una cuenta tiene su dirección de correo, " + noMatch
	case approvals.RefusedInactive:
		return "Su cuenta de IdentityIQ no está activa. Consulte a su administrador."
	case approvals.RefusedBoundElsewhere:
		return "Su cuenta de IdentityIQ está vinculada a otra cuenta de Slack." + ask
	case approvals.RefusedUnknownNow:
		return "Ahora mismo no pude comprobar sus cuentas. No se cambió nada. Inténtelo de nuevo dentro de un minuto."
	case approvals.RefusedNotInSlack:
		return "Ningún usuario de Slack tiene la dirección de correo de esta cuenta de IdentityIQ." + ask
	}
	return ""
}

func spanishItemRefusal(c approvals.RefusalCode) string {
	const there = " Decida en IdentityIQ."
	switch c {
	case approvals.RefusedNotYours:
		return "No le corresponde a usted decidir esta solicitud. No se cambió nada."
	case approvals.RefusedClosed:
		return "Esta solicitud ya está cerrada. No se cambió nada."
	case approvals.RefusedExpired:
		return "Esta solicitud ha caducado. No se cambió nada."
	case approvals.RefusedCanceled:
		return "Esta solicitud fue cancelada. No se cambió nada."
	case approvals.RefusedSignature:
		return "Hace falta su firma electrónica." + there
	case approvals.RefusedSelf:
		return "Lo solicitó usted mismo, o es para usted." + there
	case approvals.RefusedType:
		return "Las tareas de este tipo no se pueden decidir en Slack." + there
	case approvals.RefusedNotWhole:
		return "Aquí no se pudo leer toda la solicitud. No se cambió nada." + there
	case approvals.RefusedRules:
		return "Las reglas de su empresa piden que esto se decida en IdentityIQ. No se cambió nada."
	case approvals.RefusedChanged:
		return "Esta solicitud ha cambiado desde que se le mostró. No se decidió nada. Véala otra vez, por favor."
	case approvals.RefusedNoSuchItem:
		return "No sé de ninguna tarea así que le espere. Pida la lista con /approvals."
	case approvals.RefusedNoComment:
		return "Hace falta un motivo. No se cambió nada."
	}
	if s := spanishEntityRefusal(c); s != "" {
		return s
	}
	return "Eso no funcionó. No se cambió nada."
}
