package words

import "github.com/iiq-approvals/bot/internal/approvals"

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

const askAdministrator = " Ask your administrator to link you."
