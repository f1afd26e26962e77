package words

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func LinkOnly(lang approvals.Language, r approvals.LinkOnlyReason, t approvals.ItemType) string {
	return grammar.Of(lang, englishLinkOnly, germanLinkOnly, frenchLinkOnly, spanishLinkOnly)(r, t)
}

func englishLinkOnly(r approvals.LinkOnlyReason, t approvals.ItemType) string {
	switch r {
	case approvals.LinkOnlySignature:
		return englishDecideThere + ": this one needs your electronic signature."
	case approvals.LinkOnlySelf:
		return englishDecideThere + ": you asked for this yourself, or it is for you."
	case approvals.LinkOnlyNotWhole:
		return englishDecideThere + ": not all of it could be read here."
	case approvals.LinkOnlyTrial:
		return englishDecideThere + ": during this trial the bot only shows what waits."
	case approvals.LinkOnlyUnknown:
		return englishDecideThere + ": IdentityIQ does not say for certain who asked for this, and for whom."
	case approvals.LinkOnlyType:
		return englishOnlyThere(t)
	case approvals.LinkOnlyLines:
		return englishDecideThere + ": your company's rules want each line decided by itself, and that is not possible here."
	case approvals.LinkOnlyRules:
		return LinkOnlyRules(approvals.English)
	}
	return englishDecideThere + "."
}

func germanLinkOnly(r approvals.LinkOnlyReason, kind approvals.ItemType) string {
	const there = "In IdentityIQ zu entscheiden"
	switch r {
	case approvals.LinkOnlySignature:
		return there + ": Hier ist Ihre elektronische Unterschrift nötig."
	case approvals.LinkOnlySelf:
		return there + ": Sie haben das selbst beantragt, oder es ist für Sie."
	case approvals.LinkOnlyNotWhole:
		return there + ": Hier konnte nicht alles gelesen werden."
	case approvals.LinkOnlyTrial:
		return there + ": In diesem Probebetrieb zeigt der Bot nur, was wartet."
	case approvals.LinkOnlyUnknown:
		return there + ": IdentityIQ sagt nicht sicher, wer das beantragt hat und für wen."
	case approvals.LinkOnlyType:
		return there + ": " + germanOnlyThere(kind)
	case approvals.LinkOnlyLines:
		return there + ": Nach den Regeln Ihres Unternehmens ist jede Zeile einzeln zu entscheiden, was hier nicht möglich ist."
	case approvals.LinkOnlyRules:
		return LinkOnlyRules(approvals.German)
	}
	return there + "."
}

func frenchLinkOnly(r approvals.LinkOnlyReason, kind approvals.ItemType) string {
	const there = "À décider dans IdentityIQ"
	switch r {
	case approvals.LinkOnlySignature:
		return there + "\u00a0: votre signature électronique est nécessaire."
	case approvals.LinkOnlySelf:
		return there + "\u00a0: vous l'avez demandé vous-même, ou c'est pour vous."
	case approvals.LinkOnlyNotWhole:
		return there + "\u00a0: tout n'a pas pu être lu ici."
	case approvals.LinkOnlyTrial:
		return there + "\u00a0: pendant cet essai, le bot montre seulement ce qui attend."
	case approvals.LinkOnlyUnknown:
		return there + "\u00a0: IdentityIQ ne dit pas avec certitude qui l'a demandé, et pour qui."
	case approvals.LinkOnlyType:
		return there + "\u00a0: " + frenchOnlyThere(kind)
	case approvals.LinkOnlyLines:
		return there + "\u00a0: les règles de votre entreprise veulent que chaque ligne soit décidée séparément, ce qui n'est pas possible ici."
	case approvals.LinkOnlyRules:
		return LinkOnlyRules(approvals.French)
	}
	return there + "."
}

func spanishLinkOnly(r approvals.LinkOnlyReason, kind approvals.ItemType) string {
	const there = "Se decide en IdentityIQ"
	switch r {
	case approvals.LinkOnlySignature:
		return there + ": hace falta su firma electrónica."
	case approvals.LinkOnlySelf:
		return there + ": lo solicitó usted mismo, o es para usted."
	case approvals.LinkOnlyNotWhole:
		return there + ": aquí no se pudo leer todo."
	case approvals.LinkOnlyTrial:
		return there + ": durante esta prueba el bot solo muestra lo que espera."
	case approvals.LinkOnlyUnknown:
		return there + ": IdentityIQ no dice con certeza quién lo solicitó y para quién."
	case approvals.LinkOnlyType:
		return there + ": " + spanishOnlyThere(kind)
	case approvals.LinkOnlyLines:
		return there + ": las reglas de su empresa piden decidir cada línea por separado, lo que aquí no es posible."
	case approvals.LinkOnlyRules:
		return LinkOnlyRules(approvals.Spanish)
	}
	return there + "."
}

// germanOnlyThere says why an item of this type is decided in IdentityIQ.
func germanOnlyThere(kind approvals.ItemType) string {
	switch kind {
	case approvals.TypeCertification:
		return "Zugriffsprüfungen werden dort erledigt."
	case approvals.TypeDelegation:
		return "Ein Teil einer Zugriffsprüfung wurde Ihnen übertragen."
	case approvals.TypeSignoff:
		return "Es will dort gelesen und abgezeichnet werden."
	case approvals.TypeChallenge:
		return "Eine Entscheidung über den Zugriff von jemandem wird angefochten."
	case approvals.TypeViolationReview:
		return "Ein Antrag würde gegen eine Richtlinie verstoßen."
	case approvals.TypePolicyViolation:
		return "Der Zugriff von jemandem verstößt gegen eine Richtlinie."
	case approvals.TypeForm:
		return "Dort ist ein Formular auszufüllen."
	case approvals.TypeRemediation:
		return "Zugriff ist von Hand zu entziehen und dort als erledigt zu melden."
	case approvals.TypeManualAction:
		return "Etwas ist von Hand zu tun und dort als erledigt zu melden."
	}
	return "Vorgänge dieser Art können nicht in Slack entschieden werden."
}

// englishOnlyThere says why an item of this type is decided in IdentityIQ.
func englishOnlyThere(t approvals.ItemType) string {
	why := map[approvals.ItemType]string{
		approvals.TypeCertification:   "access reviews are done there.",
		approvals.TypeDelegation:      "a part of an access review was handed to you.",
		approvals.TypeSignoff:         "it wants to be read and signed off there.",
		approvals.TypeChallenge:       "a decision on somebody's access is challenged.",
		approvals.TypeViolationReview: "a request would break a policy.",
		approvals.TypePolicyViolation: "somebody's access breaks a policy.",
		approvals.TypeForm:            "there is a form to fill in.",
		approvals.TypeRemediation:     "access is to be removed by hand, and then marked as done there.",
		approvals.TypeManualAction:    "something is to be done by hand, and then marked as done there.",
	}[t]
	if why == "" {
		why = "items of this kind cannot be decided in Slack."
	}
	return englishDecideThere + ": " + why
}

// spanishOnlyThere says why an item of this type is decided in IdentityIQ.
func spanishOnlyThere(kind approvals.ItemType) string {
	switch kind {
	case approvals.TypeCertification:
		return "las revisiones de acceso se hacen allí."
	case approvals.TypeDelegation:
		return "se le confió una parte de una revisión de acceso."
	case approvals.TypeSignoff:
		return "hay que leerlo y darle conformidad allí."
	case approvals.TypeChallenge:
		return "se impugna una decisión sobre el acceso de alguien."
	case approvals.TypeViolationReview:
		return "una solicitud infringiría una directiva."
	case approvals.TypePolicyViolation:
		return "el acceso de alguien infringe una directiva."
	case approvals.TypeForm:
		return "hay un formulario que rellenar."
	case approvals.TypeRemediation:
		return "hay que retirar un acceso a mano y marcarlo allí como hecho."
	case approvals.TypeManualAction:
		return "hay que hacer algo a mano y marcarlo allí como hecho."
	}
	return "las tareas de este tipo no se pueden decidir en Slack."
}

// frenchOnlyThere says why an item of this type is decided in IdentityIQ.
func frenchOnlyThere(kind approvals.ItemType) string {
	switch kind {
	case approvals.TypeCertification:
		return "les revues d'accès s'y font."
	case approvals.TypeDelegation:
		return "une partie d'une revue d'accès vous a été confiée."
	case approvals.TypeSignoff:
		return "cela est à lire et à valider là-bas."
	case approvals.TypeChallenge:
		return "une décision sur l'accès de quelqu'un est contestée."
	case approvals.TypeViolationReview:
		return "une demande enfreindrait une règle."
	case approvals.TypePolicyViolation:
		return "l'accès de quelqu'un enfreint une règle."
	case approvals.TypeForm:
		return "il y a un formulaire à remplir."
	case approvals.TypeRemediation:
		return "un accès est à retirer à la main, puis à marquer comme fait là-bas."
	case approvals.TypeManualAction:
		return "une action est à faire à la main, puis à marquer comme faite là-bas."
	}
	return "ce type de tâche ne peut pas être décidé dans Slack."
}

const englishDecideThere = "Decide in IdentityIQ"
