package words

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func Ask(lang approvals.Language, a AskWords) string {
	return grammar.Of(lang, englishAsk, germanAsk, frenchAsk, spanishAsk)(a)
}

func englishAsk(a AskWords) string {
	who := "Your approval is asked"
	if a.Requester != "" {
		who = a.Requester + " asks"
	}
	target := ""
	if a.Target != "" && a.Target != a.Requester {
		target = a.Target
	}
	return who + a.verbPhrase() + a.preposition(target)
}

func germanAsk(a AskWords) string {
	thing := "Zugriff"
	if a.Roles {
		thing = grammar.CountGerman(a.Lines, "eine Rolle", "Rollen")
	}
	target := a.Target
	if target == a.Requester {
		target = ""
	}
	forWhom, fromWhom := "", ""
	if target != "" {
		forWhom, fromWhom = "für "+target, "von "+target
	}
	who, wish := "Ihre Genehmigung ist gefragt:", "Ihre Genehmigung ist gefragt,"
	if a.Requester != "" {
		who, wish = a.Requester+" beantragt", a.Requester+" beantragt,"
	}
	switch a.Kind {
	case AskAdd:
		return grammar.Join(" ", who, thing, forWhom)
	case AskRemove:
		return grammar.Join(" ", wish, target, thing, "zu entziehen")
	case AskChange:
		return grammar.Join(" ", wish, thing, forWhom, "zu ändern")
	case AskMixed:
		return grammar.Join(" ", who, "Änderungen am Zugriff", fromWhom)
	}
	if a.Requester == "" {
		return grammar.Join(" ", "Ihre Genehmigung ist gefragt", forWhom)
	}
	return grammar.Join(" ", a.Requester, "bittet um Ihre Genehmigung", forWhom)
}

func frenchAsk(a AskWords) string {
	thing := "un accès"
	if a.Roles {
		thing = grammar.CountFrench(a.Lines, "un rôle", "rôles")
	}
	target := a.Target
	if target == a.Requester {
		target = ""
	}
	toWhom := ""
	if target != "" {
		target, toWhom = "pour "+target, "à "+target
	}
	who := "Votre approbation est demandée\u00a0:"
	wish := who
	if a.Requester != "" {
		who, wish = a.Requester+" demande", a.Requester+" demande de"
	}
	switch a.Kind {
	case AskAdd:
		return grammar.Join(" ", who, thing, target)
	case AskRemove:
		return grammar.Join(" ", wish, "retirer", thing, toWhom)
	case AskChange:
		return grammar.Join(" ", wish, "modifier", thing, target)
	case AskMixed:
		return grammar.Join(" ", who, "des ajouts et des retraits d'accès", target)
	}
	if a.Requester == "" {
		return grammar.Join(" ", "Votre approbation est demandée", target)
	}
	return grammar.Join(" ", a.Requester, "demande votre approbation", target)
}

func spanishAsk(a AskWords) string {
	thing := "acceso"
	if a.Roles {
		thing = grammar.CountSpanish(a.Lines, "un rol", "roles")
	}
	target := a.Target
	if target == a.Requester {
		target = ""
	}
	toWhom := ""
	if target != "" {
		target, toWhom = "para "+target, "a "+target
	}
	who := "Se pide su aprobación:"
	if a.Requester != "" {
		who = a.Requester + " solicita"
	}
	switch a.Kind {
	case AskAdd:
		return grammar.Join(" ", who, thing, target)
	case AskRemove:
		return grammar.Join(" ", who, "retirar", thing, toWhom)
	case AskChange:
		return grammar.Join(" ", who, "cambiar", thing, target)
	case AskMixed:
		return grammar.Join(" ", who, "añadir y retirar acceso", target)
	}
	if a.Requester == "" {
		return grammar.Join(" ", "Se pide su aprobación", target)
	}
	return grammar.Join(" ", a.Requester, "pide su aprobación", target)
}

func OtherType(lang approvals.Language, t approvals.ItemType, target string) string {
	return grammar.Of(lang, englishOtherType, germanOtherType, frenchOtherType, spanishOtherType)(t, target)
}

func englishOtherType(t approvals.ItemType, target string) string {
	what := map[approvals.ItemType]string{
		approvals.TypeCertification: "An access review", approvals.TypeDelegation: "A delegated review",
		approvals.TypeSignoff: "A sign-off", approvals.TypeChallenge: "A challenged decision",
		approvals.TypeViolationReview: "A review of a policy violation", approvals.TypePolicyViolation: "A policy violation",
		approvals.TypeForm: "A form", approvals.TypeRemediation: "A removal of access",
		approvals.TypeManualAction: "A task",
	}[t]
	if what == "" {
		what = "A work item"
	}
	if target != "" {
		what += " about " + target
	}
	return what + " waits for you"
}

func germanOtherType(kind approvals.ItemType, target string) string {
	what := map[approvals.ItemType]string{
		approvals.TypeCertification: "Eine Zugriffsprüfung", approvals.TypeDelegation: "Eine übertragene Prüfung",
		approvals.TypeSignoff: "Eine Abzeichnung", approvals.TypeChallenge: "Eine angefochtene Entscheidung",
		approvals.TypeViolationReview: "Die Prüfung eines Richtlinienverstoßes", approvals.TypePolicyViolation: "Ein Richtlinienverstoß",
		approvals.TypeForm: "Ein Formular", approvals.TypeRemediation: "Ein Entzug von Zugriff", approvals.TypeManualAction: "Eine Aufgabe",
	}[kind]
	if what == "" {
		what = "Ein Vorgang"
	}
	if target != "" {
		what += " zu " + target
	}
	return what + " wartet auf Sie"
}

func frenchOtherType(kind approvals.ItemType, target string) string {
	what := map[approvals.ItemType]string{
		approvals.TypeCertification: "Une revue d'accès", approvals.TypeDelegation: "Une revue déléguée",
		approvals.TypeSignoff: "Une validation", approvals.TypeChallenge: "Une décision contestée",
		approvals.TypeViolationReview: "L'examen d'une violation de règle", approvals.TypePolicyViolation: "Une violation de règle",
		approvals.TypeForm: "Un formulaire", approvals.TypeRemediation: "Un retrait d'accès",
		approvals.TypeManualAction: "Une action manuelle",
	}[kind]
	if what == "" {
		what = "Une tâche"
	}
	if target != "" {
		what += " concernant " + target
	}
	return what + " vous attend"
}

func spanishOtherType(kind approvals.ItemType, target string) string {
	what := map[approvals.ItemType]string{
		approvals.TypeCertification: "Una revisión de acceso", approvals.TypeDelegation: "Una revisión delegada",
		approvals.TypeSignoff: "Una conformidad", approvals.TypeChallenge: "Una decisión impugnada",
		approvals.TypeViolationReview: "El examen de una infracción", approvals.TypePolicyViolation: "Una infracción de directivas",
		approvals.TypeForm: "Un formulario", approvals.TypeRemediation: "Una retirada de acceso",
		approvals.TypeManualAction: "Una acción manual",
	}[kind]
	if what == "" {
		what = "Una tarea"
	}
	if target != "" {
		what += " sobre " + target
	}
	return what + " le espera"
}

// AskWords are the pieces of a headline: who asks for what, for whom. Requester and Target may be "".
type AskWords struct {
	Kind      AskKind
	Roles     bool
	Lines     int
	Requester string
	Target    string
}

func (a AskWords) thing() string {
	if a.Roles {
		return grammar.CountEnglish(a.Lines, "a role", "roles")
	}
	return "access"
}

func (a AskWords) verbPhrase() string {
	switch {
	case a.Kind == AskAdd:
		return " for " + a.thing()
	case a.Kind == AskRemove:
		return " to remove " + a.thing()
	case a.Kind == AskChange:
		return " to change " + a.thing()
	case a.Kind == AskMixed:
		return " to add and remove access"
	case a.Requester != "":
		return " for your approval"
	}
	return ""
}

func (a AskWords) preposition(target string) string {
	if target == "" {
		return ""
	}
	if a.Kind == AskRemove {
		return " from " + target
	}
	return " for " + target
}
