package slackui

import (
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func frenchCards(t *texts) {
	t.sayMore = func(n int) string { return "et " + digits(n, narrow) + " de plus" }
	t.saySeeDetails = func() string { return " (toutes sous Plus, Détails)" }
	t.sayBatch = func(n int) string {
		return digits(n, narrow) + " nouvelles tâches vous attendent. Voici la plus urgente."
	}
	t.sayWaiting = func(n int) string { return nombre(n, "Encore une en attente", "autres en attente") }
	t.sayNextDue = func() string { return ", prochaine échéance " }
	t.sayPerson = func(name, department, manager string) string {
		return personIn(name, department, manager, "responsable")
	}
	t.sayNumbers = func(workItem, request string) string {
		if request != "" {
			request = "demande " + request
		}
		return joinParts(", ", workItem, request)
	}
	t.sayWhyYou = frenchWhy
	t.sayLinkOnly = func(r approvals.LinkOnlyReason, kind approvals.ItemType) string {
		const there = "À décider dans IdentityIQ"
		switch r {
		case approvals.LinkOnlySignature:
			return there + "\u00a0: votre signature électronique est nécessaire."
		case approvals.LinkOnlySelf:
			return there + "\u00a0: vous l'avez demandé vous-même, ou c'est pour vous."
		case approvals.LinkOnlyNotWhole:
			return there + "\u00a0: tout n'a pas pu être lu ici."
		case approvals.LinkOnlyUnknown:
			return there + "\u00a0: IdentityIQ ne dit pas qui l'a demandé, ni pour qui."
		case approvals.LinkOnlyType:
			return there + "\u00a0: " + frenchOnlyThere(kind)
		case approvals.LinkOnlyRules:
			return t.sentenceLinkOnlyRules
		}
		return there + "."
	}
	t.sayConfirm = func(warnings []string) string {
		return "Avertissement\u00a0: " + strings.Join(warnings, ", ") + "."
	}
	t.sayDecideTitle = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Approuver la demande"
		}
		return "Refuser la demande"
	}
	t.sayCommentPlaceholder = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Un commentaire pour le demandeur"
		}
		return "Pourquoi refusez-vous\u00a0?"
	}
	t.sayPage = func(page, pages int) string { return "Page " + digits(page, narrow) + " sur " + digits(pages, narrow) }
	t.plainClock = func(at time.Time) string { return at.UTC().Format("15:04 UTC, 02/01/2006") }
	t.plainTime = func(at time.Time) string { return at.UTC().Format("02/01/2006 15:04 UTC") }
	t.sayMoment = func(at time.Time) string { return frenchDay(at.Weekday()) + " " + at.Format("02/01/2006, 15:04") }
	frenchHeadlines(t)
	frenchStates(t)
}

func frenchWhy(workgroup, forwardedBy string) string {
	switch {
	case workgroup == "" && forwardedBy != "":
		return "transmis à vous par " + forwardedBy
	case workgroup == "":
		return "cela vous est attribué"
	}
	why := "vous êtes membre du groupe de travail " + workgroup
	if forwardedBy != "" {
		why += ", transmis par " + forwardedBy
	}
	return why
}

func frenchStates(t *texts) {
	t.sayRecordingOther = func(name string) string { return "Enregistrement de la décision de " + name + "…" }
	t.sayStalledOther = func(name string) string {
		return "Enregistrement en cours… IdentityIQ ne répond pas. La décision de " + name + " est conservée et sera envoyée."
	}
	t.sayDecided = frenchDecided
	t.sayVerdict = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Approuvé"
		}
		return "Refusé"
	}
	t.sayMixed = func(by string, approved, denied int) string {
		said := frenchDecided("Décidé", by, false)
		if approved+denied == 0 {
			return said
		}
		return said + "\u00a0: " + frenchCounts(approved, denied)
	}
	t.sayForwardedTo = func(name string) string {
		if name == "" {
			return "Transmis"
		}
		return "Transmis à " + name
	}
	t.sayMoreViolations = func(n int) string {
		return "et " + nombre(n, "une autre violation de règle", "autres violations de règles")
	}
	t.sayWarning = func(w approvals.Warning) (sign, word string) {
		switch w {
		case approvals.WarnViolation:
			return signWarning, "Violation d'une règle"
		case approvals.WarnPrivileged:
			return signPrivileged, "Accès privilégié"
		case approvals.WarnSelf:
			return signSelf, "Votre propre demande ou accès"
		case approvals.WarnOverdue:
			return signOverdue, "En retard"
		}
		return signWarning, "Avertissement"
	}
}

func frenchCounts(approved, denied int) string {
	return nombre(approved, "1 approuvé", "approuvés") + ", " + nombre(denied, "1 refusé", "refusés")
}

func frenchDecided(word, by string, here bool) string {
	if by != "" {
		word += " par " + by
	}
	if !here {
		word += " dans IdentityIQ"
	}
	return word
}

func frenchHeadlines(t *texts) {
	t.sayAsk = func(a askWords) string {
		thing := "un accès"
		if a.Roles {
			thing = nombre(a.Lines, "un rôle", "rôles")
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
		case askAdd:
			return joinParts(" ", who, thing, target)
		case askRemove:
			return joinParts(" ", wish, "retirer", thing, toWhom)
		case askChange:
			return joinParts(" ", wish, "modifier", thing, target)
		case askMixed:
			return joinParts(" ", who, "des ajouts et des retraits d'accès", target)
		}
		if a.Requester == "" {
			return joinParts(" ", "Votre approbation est demandée", target)
		}
		return joinParts(" ", a.Requester, "demande votre approbation", target)
	}
	t.sayOtherType = func(kind approvals.ItemType, target string) string {
		what := map[approvals.ItemType]string{
			approvals.TypeCertification: "Une revue d'accès", approvals.TypeDelegation: "Une revue déléguée",
			approvals.TypeSignoff: "Une validation", approvals.TypeChallenge: "Une décision contestée",
			approvals.TypeViolationReview: "L'examen d'une violation de règle", approvals.TypePolicyViolation: "Une violation de règle",
			approvals.TypeForm: "Un formulaire", approvals.TypeRemediation: "Un retrait d'accès", approvals.TypeManualAction: "Une action manuelle",
		}[kind]
		if what == "" {
			what = "Une tâche"
		}
		if target != "" {
			what += " concernant " + target
		}
		return what + " vous attend"
	}
}

func frenchDay(d time.Weekday) string {
	return [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}[d]
}
