package words

import "github.com/iiq-approvals/bot/internal/approvals"

func englishEntityRefusal(c approvals.RefusalCode) string {
	switch c {
	case approvals.RefusedReviewOver:
		return "This access review cannot be worked on any more, or not yet. Nothing was changed."
	case approvals.RefusedTakenAway:
		return "This one is no longer in the review. Nothing was changed."
	case approvals.RefusedDelegated:
		return "This one was delegated to somebody else. Nothing was changed."
	case approvals.RefusedComplete:
		return "This one is already completed in IdentityIQ. Your decision was not taken."
	case approvals.RefusedUnheard:
		return "IdentityIQ gave no clear answer when your decision was sent. Nobody can say whether it was taken: please look in IdentityIQ."
	case approvals.RefusedOwnReview:
		return "This is your own access, or nobody can say that it is not. Decide it in IdentityIQ."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ tells something else of this one than you were shown. Nothing was decided. Please look at it again."
	}
	return ""
}

func germanEntityRefusal(c approvals.RefusalCode) string {
	switch c {
	case approvals.RefusedReviewOver:
		return "Diese Zugriffsprüfung kann nicht mehr oder noch nicht bearbeitet werden. Nichts wurde geändert."
	case approvals.RefusedTakenAway:
		return "Nicht mehr in der Zugriffsprüfung. Nichts wurde geändert."
	case approvals.RefusedDelegated:
		return "Das wurde jemand anderem übertragen. Nichts wurde geändert."
	case approvals.RefusedComplete:
		return "Das ist in IdentityIQ bereits abgeschlossen. Ihre Entscheidung wurde nicht angenommen."
	case approvals.RefusedUnheard:
		return "IdentityIQ hat nicht klar geantwortet, als Ihre Entscheidung gesendet wurde. Niemand kann sagen, ob sie angenommen wurde: Bitte sehen Sie in IdentityIQ nach."
	case approvals.RefusedOwnReview:
		return "Es ist Ihr eigener Zugriff, oder niemand kann sagen, dass er es nicht ist. Entscheiden Sie in IdentityIQ."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ sagt hierzu etwas anderes, als Ihnen gezeigt wurde. Nichts wurde entschieden. Bitte sehen Sie es sich noch einmal an."
	}
	return ""
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
		return "IdentityIQ n'a pas répondu clairement à l'envoi de votre décision. Personne ne peut dire si elle a été prise en compte\u00a0: veuillez vérifier dans IdentityIQ."
	case approvals.RefusedOwnReview:
		return "C'est votre propre accès, ou personne ne peut dire que non. Décidez dans IdentityIQ."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ en dit autre chose que ce qui vous a été montré. Rien n'a été décidé. Veuillez regarder à nouveau."
	}
	return ""
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
		return "IdentityIQ no respondió con claridad cuando se envió su decisión. Nadie puede decir si se aceptó: compruébelo en IdentityIQ."
	case approvals.RefusedOwnReview:
		return "Es su propio acceso, o nadie puede decir que no lo sea. Decida en IdentityIQ."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ dice de esto algo distinto de lo que se le mostró. No se decidió nada. Vuelva a mirarlo."
	}
	return ""
}
