package words

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

// Refusal gives the sentence before and after the time of r, which may be unknown: withTime is then false.
func Refusal(lang approvals.Language, r *approvals.Refusal, by string, reason string) (before string, after string, withTime bool) {
	if said, ok := bulkRefusal(lang, r.Code); ok {
		return said, "", false
	}
	return grammar.Of(lang, englishRefusal, germanRefusal, frenchRefusal, spanishRefusal)(r, by, reason)
}

func englishRefusal(r *approvals.Refusal, by, reason string) (before, after string, withTime bool) {
	switch r.Code {
	case approvals.RefusedAlreadyDecided:
		return englishAlreadyDecided(r, by)
	case approvals.RefusedBeingRecorded:
		return englishBeingRecorded(r, by), "", false
	case approvals.RefusedForwarded:
		if by == "" {
			return "This request was forwarded. Nothing was changed.", "", false
		}
		return "This request was forwarded to " + by + ". Nothing was changed.", "", false
	case approvals.RefusedByIIQ:
		if reason == "" {
			return "IdentityIQ did not accept this. Nothing was changed.", "", false
		}
		return "IdentityIQ did not accept this: " + reason + ".", "", false
	}
	if s := englishPersonRefusal(r.Code); s != "" {
		return s, "", false
	}
	return ItemRefusal(approvals.English, r.Code), "", false
}

func germanRefusal(r *approvals.Refusal, by, reason string) (before, after string, withTime bool) {
	switch r.Code {
	case approvals.RefusedAlreadyDecided:
		return germanAlreadyDecided(r, by)
	case approvals.RefusedBeingRecorded:
		return germanBeingRecorded(r, by), "", false
	case approvals.RefusedForwarded:
		if by == "" {
			return "Dieser Antrag wurde weitergeleitet. Nichts wurde geändert.", "", false
		}
		return "Dieser Antrag wurde an " + by + " weitergeleitet. Nichts wurde geändert.", "", false
	case approvals.RefusedByIIQ:
		if reason == "" {
			return "IdentityIQ hat das nicht angenommen. Nichts wurde geändert.", "", false
		}
		return "IdentityIQ hat das nicht angenommen: " + reason + ".", "", false
	}
	if s := germanPersonRefusal(r.Code); s != "" {
		return s, "", false
	}
	return germanItemRefusal(r.Code), "", false
}

func frenchRefusal(r *approvals.Refusal, by, reason string) (before, after string, withTime bool) {
	switch r.Code {
	case approvals.RefusedAlreadyDecided:
		return frenchAlreadyDecided(r, by)
	case approvals.RefusedBeingRecorded:
		return frenchBeingRecorded(r, by), "", false
	case approvals.RefusedForwarded:
		if by == "" {
			return "Cette demande a été transmise. Rien n'a été modifié.", "", false
		}
		return "Cette demande a été transmise à " + by + ". Rien n'a été modifié.", "", false
	case approvals.RefusedByIIQ:
		if reason == "" {
			return "IdentityIQ n'a pas accepté cela. Rien n'a été modifié.", "", false
		}
		return "IdentityIQ n'a pas accepté cela\u00a0: " + reason + ".", "", false
	}
	if s := frenchPersonRefusal(r.Code); s != "" {
		return s, "", false
	}
	return frenchItemRefusal(r.Code), "", false
}

func spanishRefusal(r *approvals.Refusal, by, reason string) (before, after string, withTime bool) {
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

func germanAlreadyDecided(r *approvals.Refusal, by string) (before, after string, withTime bool) {
	did := map[approvals.Outcome]string{approvals.OutcomeApproved: "genehmigt", approvals.OutcomeDenied: "abgelehnt"}[r.Outcome]
	known := did != ""
	if !known {
		did = "entschieden"
	}
	switch {
	case r.Mine:
		return "Von Ihnen bereits " + did, ".", true
	case by != "":
		return "Von " + by + " bereits " + did, ".", true
	case !known:
		return "Bereits in IdentityIQ entschieden", ".", true
	}
	return "Bereits " + did, ".", true
}

func germanBeingRecorded(r *approvals.Refusal, by string) string {
	switch {
	case r.Mine:
		return "Ihre Entscheidung wird bereits eingetragen."
	case by != "":
		return "Die Entscheidung von " + by + " wird bereits eingetragen."
	}
	return "Eine Entscheidung wird bereits eingetragen."
}

func englishAlreadyDecided(r *approvals.Refusal, by string) (before, after string, withTime bool) {
	did := map[approvals.Outcome]string{approvals.OutcomeApproved: "approved", approvals.OutcomeDenied: "denied"}[r.Outcome]
	if did == "" {
		did = "decided"
	}
	switch {
	case r.Mine:
		return "You already " + did + " this", ".", true
	case by != "":
		return by + " already " + did + " this", ".", true
	case did == "decided":
		return "This was already decided in IdentityIQ", ".", true
	}
	return "This was already " + did, ".", true
}

func englishBeingRecorded(r *approvals.Refusal, by string) string {
	switch {
	case r.Mine:
		return "Your decision is already being recorded."
	case by != "":
		return by + "'s decision is already being recorded."
	}
	return "A decision is already being recorded."
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

func frenchAlreadyDecided(r *approvals.Refusal, by string) (before, after string, withTime bool) {
	did := map[approvals.Outcome]string{approvals.OutcomeApproved: "approuvée", approvals.OutcomeDenied: "refusée"}[r.Outcome]
	known := did != ""
	if !known {
		did = "décidée"
	}
	switch {
	case r.Mine:
		return "Cette demande est déjà " + did + " par vous", ".", true
	case by != "":
		return "Cette demande est déjà " + did + " par " + by, ".", true
	case !known:
		return "Cette demande est déjà décidée dans IdentityIQ", ".", true
	}
	return "Cette demande est déjà " + did, ".", true
}

func frenchBeingRecorded(r *approvals.Refusal, by string) string {
	switch {
	case r.Mine:
		return "Votre décision est déjà en cours d'enregistrement."
	case by != "":
		return "La décision de " + by + " est déjà en cours d'enregistrement."
	}
	return "Une décision est déjà en cours d'enregistrement."
}
