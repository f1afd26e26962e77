package words

import "github.com/iiq-approvals/bot/internal/approvals"

// Refusal gives the sentence before and after the time of r, which may be unknown: withTime is then false.
func Refusal(lang approvals.Language, r *approvals.Refusal, by string, reason string) (before string, after string, withTime bool) {
	return of(lang, englishRefusal, germanRefusal, frenchRefusal, spanishRefusal)(r, by, reason)
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

func ItemRefusal(lang approvals.Language, c approvals.RefusalCode) string {
	return of(lang,
		func(c approvals.RefusalCode) string {
			switch c {
			case approvals.RefusedNotYours:
				return "This request is not yours to decide. Nothing was changed."
			case approvals.RefusedClosed:
				return "This request is already closed. Nothing was changed."
			case approvals.RefusedExpired:
				return "This request has expired. Nothing was changed."
			case approvals.RefusedCanceled:
				return "This request was canceled. Nothing was changed."
			case approvals.RefusedSignature:
				return "This one needs your electronic signature. Decide it in IdentityIQ."
			case approvals.RefusedSelf:
				return "You asked for this yourself, or it is for you. Decide it in IdentityIQ."
			case approvals.RefusedUnknownPeople:
				return "It is not certain who asked for this, and for whom. Decide it in IdentityIQ."
			case approvals.RefusedType:
				return "Items of this kind cannot be decided in Slack. Decide it in IdentityIQ."
			case approvals.RefusedNotWhole:
				return "Not all of this request could be read here. Nothing was changed. Decide it in IdentityIQ."
			case approvals.RefusedRules:
				return englishRefusedRules
			case approvals.RefusedNoSuchItem:
				return "I know of no such item that waits for you. Ask for the list with /approvals."
			case approvals.RefusedChanged:
				return "This request has changed since you were shown it. Nothing was decided. Please look at it again."
			case approvals.RefusedNoComment:
				return "A reason is needed. Nothing was changed."
			case approvals.TakenAfterAll:
				return "IdentityIQ has your decision after all: it is recorded."
			}
			if s := englishEntityRefusal(c); s != "" {
				return s
			}
			return "That did not work. Nothing was changed."
		},
		germanItemRefusal,
		frenchItemRefusal,
		spanishItemRefusal,
	)(c)
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

func germanPersonRefusal(c approvals.RefusalCode) string {
	const ask = " Bitten Sie Ihren Administrator, Sie zu verknüpfen."
	const noMatch = "daher kann ich Sie keinem Konto in IdentityIQ zuordnen." + ask
	switch c {
	case approvals.RefusedBot:
		return "Apps können Genehmigungen weder sehen noch entscheiden."
	case approvals.RefusedDeactivated:
		return "Ihr Slack-Konto ist deaktiviert, daher können Sie hier keine Genehmigungen nutzen."
	case approvals.RefusedGuest:
		return "Gäste können keine Genehmigungen nutzen. Bitten Sie Ihren Administrator um ein volles Slack-Konto."
	case approvals.RefusedForeign:
		return "Nur Mitglieder dieses Workspace können Genehmigungen nutzen."
	case approvals.RefusedNoEmail:
		return "Slack nennt mir keine E-Mail-Adresse von Ihnen, " + noMatch
	case approvals.RefusedNoIdentity:
		return "Ich kann Sie keinem Konto in IdentityIQ zuordnen." + ask
	case approvals.RefusedAmbiguous:
		return "Mehr als ein Konto hat Ihre E-Mail-Adresse, " + noMatch
	case approvals.RefusedInactive:
		return "Ihr Konto in IdentityIQ ist nicht aktiv. Fragen Sie Ihren Administrator danach."
	case approvals.RefusedBoundElsewhere:
		return "Ihr Konto in IdentityIQ ist mit einem anderen Slack-Konto verknüpft." + ask
	case approvals.RefusedUnknownNow:
		return "Ich konnte Ihre Konten gerade nicht prüfen. Nichts wurde geändert. Bitte versuchen Sie es in einer Minute noch einmal."
	case approvals.RefusedNotInSlack:
		return "Niemand in Slack hat die E-Mail-Adresse dieses Kontos in IdentityIQ." + ask
	}
	return ""
}

func germanItemRefusal(c approvals.RefusalCode) string {
	const there = " Entscheiden Sie in IdentityIQ."
	switch c {
	case approvals.RefusedNotYours:
		return "Dieser Antrag ist nicht von Ihnen zu entscheiden. Nichts wurde geändert."
	case approvals.RefusedClosed:
		return "Dieser Antrag ist bereits abgeschlossen. Nichts wurde geändert."
	case approvals.RefusedExpired:
		return "Dieser Antrag ist abgelaufen. Nichts wurde geändert."
	case approvals.RefusedCanceled:
		return "Dieser Antrag wurde zurückgezogen. Nichts wurde geändert."
	case approvals.RefusedSignature:
		return "Hier ist Ihre elektronische Unterschrift nötig." + there
	case approvals.RefusedSelf:
		return "Sie haben das selbst beantragt, oder es ist für Sie." + there
	case approvals.RefusedUnknownPeople:
		return "Es ist nicht sicher, wer das beantragt hat und für wen." + there
	case approvals.RefusedType:
		return "Vorgänge dieser Art können nicht in Slack entschieden werden." + there
	case approvals.RefusedNotWhole:
		return "Hier konnte nicht der ganze Antrag gelesen werden. Nichts wurde geändert." + there
	case approvals.RefusedRules:
		return "Nach den Regeln Ihres Unternehmens ist das in IdentityIQ zu entscheiden. Nichts wurde geändert."
	case approvals.RefusedChanged:
		return "Dieser Antrag hat sich geändert, seit er Ihnen gezeigt wurde. Nichts wurde entschieden. Bitte sehen Sie ihn noch einmal an."
	case approvals.RefusedNoSuchItem:
		return "Ich kenne keinen solchen Vorgang, der auf Sie wartet. Mit /approvals bekommen Sie die Liste."
	case approvals.RefusedNoComment:
		return "Ein Grund ist nötig. Nichts wurde geändert."
	case approvals.TakenAfterAll:
		return "IdentityIQ hat Ihre Entscheidung doch angenommen: Sie ist eingetragen."
	}
	if s := germanEntityRefusal(c); s != "" {
		return s
	}
	return "Das hat nicht funktioniert. Nichts wurde geändert."
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

const askAdministrator = " Ask your administrator to link you."

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

func englishPersonRefusal(c approvals.RefusalCode) string {
	const noMatch = "so I can't match you to an IdentityIQ account." + askAdministrator
	switch c {
	case approvals.RefusedBot:
		return "Apps cannot decide or see approvals."
	case approvals.RefusedDeactivated:
		return "Your Slack account is deactivated, so you cannot use approvals here."
	case approvals.RefusedGuest:
		return "Guests cannot use approvals. Ask your administrator for a full Slack account."
	case approvals.RefusedForeign:
		return "Only members of this workspace can use approvals."
	case approvals.RefusedNoEmail:
		return "Slack tells me no e-mail address of yours, " + noMatch
	case approvals.RefusedNoIdentity:
		return "I can't match you to an IdentityIQ account." + askAdministrator
	case approvals.RefusedAmbiguous:
		return "More than one account has your e-mail address, " + noMatch
	case approvals.RefusedInactive:
		return "Your IdentityIQ account is not active. Ask your administrator about it."
	case approvals.RefusedBoundElsewhere:
		return "Your IdentityIQ account is linked to another Slack account." + askAdministrator
	case approvals.RefusedUnknownNow:
		return "I could not check your accounts just now. Nothing was changed. Please try again in a minute."
	case approvals.RefusedNotInSlack:
		return "No Slack user has the e-mail address of this IdentityIQ account." + askAdministrator
	}
	return ""
}

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
	case approvals.RefusedUnknownPeople:
		return "No es seguro quién lo solicitó y para quién." + there
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
	case approvals.TakenAfterAll:
		return "IdentityIQ sí aceptó su decisión: está registrada."
	}
	if s := spanishEntityRefusal(c); s != "" {
		return s
	}
	return "Eso no funcionó. No se cambió nada."
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
	case approvals.RefusedUnknownPeople:
		return "Il n'est pas certain qui l'a demandé, et pour qui." + there
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
	case approvals.TakenAfterAll:
		return "IdentityIQ a bien pris en compte votre décision\u00a0: elle est enregistrée."
	}
	if s := frenchEntityRefusal(c); s != "" {
		return s
	}
	return "Cela n'a pas fonctionné. Rien n'a été modifié."
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

const englishRefusedRules = "Your company's rules ask for this to be decided in IdentityIQ. Nothing was changed."
