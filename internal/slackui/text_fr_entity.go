package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func frenchEntities(t *texts) {
	t.wordDecideHere, t.wordKeep, t.wordRevoke, t.wordRecord = "Décider ici", "Maintenir", "Révoquer", "Enregistrer la décision"
	t.wordDecision, t.wordNext, t.wordPrevious, t.wordIdentity = "Votre décision", "Suivant", "Précédent", "Identité"
	t.sentenceSignThere = "Quand tout est décidé, validez la revue dans IdentityIQ."
	t.sentenceNothingLeft = "Il ne vous reste rien à décider ici."
	t.sentenceRevokeHint = "Pour révoquer, indiquez un motif. Il est transmis à IdentityIQ avec votre décision."
	t.sentenceGoneEntity = "Cet élément n'est plus dans la revue."
	t.sentences[SentenceUnclearEntity] = "Je n'ai pas pu vérifier que cela a été enregistré. Veuillez regarder cet élément à nouveau dans une minute."
	t.sayEntityPlace = func(at, total, open int) string {
		if at == 0 {
			return digits(total, narrow) + " dans cette revue, dont " + digits(open, narrow) + " à décider"
		}
		return digits(at, narrow) + " sur " + digits(total, narrow) + " · " + digits(open, narrow) + " à décider"
	}
	t.sayEntityState = func(s approvals.EntityState, by string, mine bool) (sign, words string) {
		if by != "" {
			by = " par " + by
		}
		switch s {
		case approvals.EntityRecording:
			if mine || by == "" {
				return signWaiting, "Enregistrement en cours…"
			}
			return signWaiting, "Enregistrement en cours, décision prise" + by
		case approvals.EntityKept:
			return signApproved, "Maintenu" + by
		case approvals.EntityRevoked:
			return signDenied, "Révoqué" + by
		case approvals.EntityComplete:
			return signClosed, t.sentenceCompleted
		case approvals.EntityDelegated:
			return signMoved, "Chez quelqu'un d'autre, à qui cet élément a été délégué"
		case approvals.EntityOwn:
			return signSelf, "C'est votre propre accès, ou personne ne peut dire que non. Décidez dans IdentityIQ."
		case approvals.EntityUnread:
			return signWaiting, "Je n'ai pas encore lu ce qu'IdentityIQ en dit. Revenez dans quelques minutes, ou décidez dans IdentityIQ."
		}
		return "", ""
	}
	t.sayFactState = func(f approvals.FactState) string {
		switch f {
		case approvals.FactMissing:
			return "aucune valeur dans IdentityIQ"
		case approvals.FactMasked:
			return "masqué par IdentityIQ"
		case approvals.FactUnreadable:
			return "ne peut pas être affiché ici"
		}
		return ""
	}
	t.sayEntityEnding = func(name, review string, v approvals.Verdict) string {
		what := "Pas enregistré\u00a0: maintenir " + name
		if v == approvals.Deny {
			what = "Pas enregistré\u00a0: révoquer " + name
		}
		if review != "" {
			what += " (" + review + ")"
		}
		return what
	}
}

func frenchEntityRefusal(c approvals.RefusalCode) string {
	switch c {
	case approvals.RefusedReviewOver:
		return "Cette revue d'accès ne peut plus, ou pas encore, être traitée. Rien n'a été modifié."
	case approvals.RefusedTakenAway:
		return "Cet élément n'est plus dans la revue. Rien n'a été modifié."
	case approvals.RefusedDelegated:
		return "Cet élément a été délégué à quelqu'un d'autre. Rien n'a été modifié."
	case approvals.RefusedComplete:
		return "Cet élément est déjà terminé dans IdentityIQ. Votre décision n'a pas été prise en compte."
	case approvals.RefusedUnheard:
		return "IdentityIQ n'a pas répondu à l'envoi de votre décision, et cet élément y est maintenant terminé ou absent. Personne ne peut dire si c'est par votre décision\u00a0: veuillez vérifier dans IdentityIQ."
	case approvals.RefusedOwnReview:
		return "C'est votre propre accès, ou personne ne peut dire que non. Décidez dans IdentityIQ."
	case approvals.RefusedUnread:
		return "Je n'ai pas encore lu ce qu'IdentityIQ en dit. Rien n'a été modifié."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ en dit autre chose que ce qui vous a été montré. Rien n'a été décidé. Veuillez regarder à nouveau."
	}
	return ""
}
