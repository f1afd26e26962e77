package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func spanishEntities(t *texts) {
	t.wordDecideHere, t.wordKeep, t.wordRevoke, t.wordRecord = "Decidir aquí", "Mantener", "Revocar", "Registrar"
	t.wordDecision, t.wordNext, t.wordPrevious, t.wordIdentity = "Su decisión", "Siguiente", "Anterior", "Identidad"
	t.sentenceSignThere = "Cuando todo esté decidido, dé su conformidad en IdentityIQ."
	t.sentenceNothingLeft = "No le queda nada por decidir aquí."
	t.sentenceRevokeHint = "Para revocar, escriba un motivo. Va a IdentityIQ con su decisión."
	t.sentenceGoneEntity = "Este elemento ya no está en la revisión."
	t.sentences[SentenceUnclearEntity] = "No pude confirmar que esto se haya registrado. Vuelva a mirar este elemento en un minuto."
	t.sayEntityPlace = func(at, total, open int) string {
		if at == 0 {
			return digits(total, hard) + " en esta revisión, " + digits(open, hard) + " por decidir"
		}
		return digits(at, hard) + " de " + digits(total, hard) + " · " + digits(open, hard) + " por decidir"
	}
	t.sayEntityState = func(s approvals.EntityState, by string, mine bool) (sign, words string) {
		if by != "" {
			by = " por " + by
		}
		switch s {
		case approvals.EntityRecording:
			if mine || by == "" {
				return signWaiting, "Registrando…"
			}
			return signWaiting, "Registrando, decidido" + by
		case approvals.EntityKept:
			return signApproved, "Mantenido" + by
		case approvals.EntityRevoked:
			return signDenied, "Revocado" + by
		case approvals.EntityComplete:
			return signClosed, t.sentenceCompleted
		case approvals.EntityDelegated:
			return signMoved, "Con otra persona, a quien se delegó"
		case approvals.EntityOwn:
			return signSelf, "Es su propio acceso, o nadie puede decir que no lo sea. Decida en IdentityIQ."
		case approvals.EntityUnread:
			return signWaiting, "Todavía no he leído lo que IdentityIQ dice de esto. Vuelva en unos minutos, o decida en IdentityIQ."
		}
		return "", ""
	}
	t.sayFactState = func(f approvals.FactState) string {
		switch f {
		case approvals.FactMissing:
			return "IdentityIQ no tiene ningún valor"
		case approvals.FactMasked:
			return "oculto por IdentityIQ"
		case approvals.FactUnreadable:
			return "no se puede mostrar aquí"
		}
		return ""
	}
	t.sayEntityEnding = func(name, review string, v approvals.Verdict) string {
		what := "No registrado: mantener a " + name
		if v == approvals.Deny {
			what = "No registrado: revocar a " + name
		}
		if review != "" {
			what += " (" + review + ")"
		}
		return what
	}
}

func spanishEntityRefusal(c approvals.RefusalCode) string {
	switch c {
	case approvals.RefusedReviewOver:
		return "Esta revisión de acceso ya no, o todavía no, se puede trabajar. No se cambió nada."
	case approvals.RefusedTakenAway:
		return "Este elemento ya no está en la revisión. No se cambió nada."
	case approvals.RefusedDelegated:
		return "Este elemento se delegó a otra persona. No se cambió nada."
	case approvals.RefusedComplete:
		return "Este elemento ya está completado en IdentityIQ. Su decisión no se aceptó."
	case approvals.RefusedUnheard:
		return "IdentityIQ no respondió cuando se envió su decisión, y ahora este elemento está allí completado o ya no está. Nadie puede decir si fue por su decisión: compruébelo en IdentityIQ."
	case approvals.RefusedOwnReview:
		return "Es su propio acceso, o nadie puede decir que no lo sea. Decida en IdentityIQ."
	case approvals.RefusedUnread:
		return "Todavía no he leído lo que IdentityIQ dice de esto. No se cambió nada."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ dice de esto algo distinto de lo que se le mostró. No se decidió nada. Vuelva a mirarlo."
	}
	return ""
}
