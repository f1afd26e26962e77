package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func frenchRefusals(t *texts) {
	t.sayAt = func() string { return " à " }
	t.sayRefusal = func(r *approvals.Refusal, by, reason string) (before, after string, withTime bool) {
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
	t.sayItemRefusal = frenchItemRefusal
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

func frenchPersonRefusal(c approvals.RefusalCode) string {
	const ask = " Demandez à votre administrateur de vous associer."
	const noMatch = "je ne peux donc pas vous associer à un compte IdentityIQ." + ask
	switch c {
	case approvals.RefusedBot:
		return "Les applications ne peuvent ni voir ni décider des approbations."
	case approvals.RefusedDeactivated:
		return "Votre compte Slack est désactivé, vous ne pouvez donc pas utiliser les approbations ici."
	case approvals.RefusedGuest:
		return "Les invités ne peuvent pas utiliser les approbations. Demandez un compte Slack complet à votre administrateur."
	case approvals.RefusedForeign:
		return "Seuls les membres de cet espace de travail peuvent utiliser les approbations."
	case approvals.RefusedNoEmail:
		return "Slack ne me donne pas votre adresse e-mail, " + noMatch
	case approvals.RefusedNoIdentity:
		return "Je ne peux pas vous associer à un compte IdentityIQ." + ask
	case approvals.RefusedAmbiguous:
		return "Plusieurs comptes ont votre adresse e-mail, " + noMatch
	case approvals.RefusedInactive:
		return "Votre compte IdentityIQ n'est pas actif. Parlez-en à votre administrateur."
	case approvals.RefusedBoundElsewhere:
		return "Votre compte IdentityIQ est associé à un autre compte Slack." + ask
	case approvals.RefusedUnknownNow:
		return "Je n'ai pas pu vérifier vos comptes à l'instant. Rien n'a été modifié. Veuillez réessayer dans une minute."
	case approvals.RefusedNotInSlack:
		return "Aucun utilisateur Slack n'a l'adresse e-mail de ce compte IdentityIQ." + ask
	}
	return ""
}

func frenchItemRefusal(c approvals.RefusalCode) string {
	const there = " Décidez dans IdentityIQ."
	switch c {
	case approvals.RefusedNotYours:
		return "Cette décision ne vous revient pas. Rien n'a été modifié."
	case approvals.RefusedClosed:
		return "Cette demande est déjà close. Rien n'a été modifié."
	case approvals.RefusedExpired:
		return "Cette demande a expiré. Rien n'a été modifié."
	case approvals.RefusedCanceled:
		return "Cette demande a été annulée. Rien n'a été modifié."
	case approvals.RefusedSignature:
		return "Votre signature électronique est nécessaire." + there
	case approvals.RefusedSelf:
		return "Vous l'avez demandé vous-même, ou c'est pour vous." + there
	case approvals.RefusedType:
		return "Ce type de tâche ne peut pas être décidé dans Slack." + there
	case approvals.RefusedNotWhole:
		return "La demande n'a pas pu être lue en entier ici. Rien n'a été modifié." + there
	case approvals.RefusedRules:
		return "Les règles de votre entreprise demandent de décider cela dans IdentityIQ. Rien n'a été modifié."
	case approvals.RefusedChanged:
		return "Cette demande a changé depuis qu'elle vous a été montrée. Rien n'a été décidé. Veuillez la regarder encore une fois."
	case approvals.RefusedNoSuchItem:
		return "Je ne connais aucune tâche de ce genre qui vous attende. Demandez la liste avec /approvals."
	case approvals.RefusedNoComment:
		return "Un motif est nécessaire. Rien n'a été modifié."
	}
	if s := frenchEntityRefusal(c); s != "" {
		return s
	}
	return "Cela n'a pas fonctionné. Rien n'a été modifié."
}
