package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

func frenchEntities(t *texts) {
	t.wordKept, t.wordRevoked = "Maintenu", "Révoqué"
	t.sentenceReviewsThere = "Les revues d'accès se décident dans IdentityIQ. Rien n'a été enregistré ici."
	t.sayEntityEnding = func(name, review string, v approvals.Verdict, unheard bool) string {
		what := "Pas enregistré\u00a0: "
		if unheard {
			what = "Incertain\u00a0: "
		}
		if v == approvals.Deny {
			what += "révoquer " + name
		} else {
			what += "maintenir " + name
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
		return "IdentityIQ n'a pas répondu à l'envoi de votre décision. Personne ne peut dire si elle a été prise en compte\u00a0: veuillez vérifier dans IdentityIQ."
	case approvals.RefusedOwnReview:
		return "C'est votre propre accès, ou personne ne peut dire que non. Décidez dans IdentityIQ."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ en dit autre chose que ce qui vous a été montré. Rien n'a été décidé. Veuillez regarder à nouveau."
	}
	return ""
}
