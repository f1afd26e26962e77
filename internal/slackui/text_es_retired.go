package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func spanishEntities(t *texts) {
	t.wordKept, t.wordRevoked = "Mantenido", "Revocado"
	t.sentenceReviewsThere = "Las revisiones de acceso se deciden en IdentityIQ. Aquí no se registró nada."
	t.sayEntityEnding = func(name, review string, v approvals.Verdict, unheard bool) string {
		what := "No registrado: "
		if unheard {
			what = "No está claro: "
		}
		if v == approvals.Deny {
			what += "revocar a " + name
		} else {
			what += "mantener a " + name
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
		return "IdentityIQ no respondió cuando se envió su decisión. Nadie puede decir si se aceptó: compruébelo en IdentityIQ."
	case approvals.RefusedOwnReview:
		return "Es su propio acceso, o nadie puede decir que no lo sea. Decida en IdentityIQ."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ dice de esto algo distinto de lo que se le mostró. No se decidió nada. Vuelva a mirarlo."
	}
	return ""
}
