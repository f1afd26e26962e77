package slackui

import (
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func germanCards(t *texts) {
	t.sayMore = func(n int) string { return "und " + digits(n, ".") + " weitere" }
	t.saySeeDetails = func() string { return " (alle unter Mehr, Einzelheiten)" }
	t.sayBatch = func(n int) string {
		return digits(n, ".") + " neue Vorgänge warten auf Sie. Dies ist der dringendste."
	}
	t.sayWaiting = func(n int) string { return "Noch " + zahl(n, "einer wartet", "warten") }
	t.sayNextDue = func() string { return ", der nächste fällig " }
	t.sayPerson = func(name, department, manager string) string {
		return personIn(name, department, manager, "Vorgesetzt:")
	}
	t.sayNumbers = func(workItem, request string) string {
		if request != "" {
			request = "Antrag " + request
		}
		return joinParts(", ", workItem, request)
	}
	t.sayWhyYou = germanWhy
	t.sayLinkOnly = func(r approvals.LinkOnlyReason, kind approvals.ItemType) string {
		const there = "In IdentityIQ zu entscheiden"
		switch r {
		case approvals.LinkOnlySignature:
			return there + ": Hier ist Ihre elektronische Unterschrift nötig."
		case approvals.LinkOnlySelf:
			return there + ": Sie haben das selbst beantragt, oder es ist für Sie."
		case approvals.LinkOnlyNotWhole:
			return there + ": Hier konnte nicht alles gelesen werden."
		case approvals.LinkOnlyUnknown:
			return there + ": IdentityIQ sagt nicht, wer das beantragt hat und für wen."
		case approvals.LinkOnlyType:
			return there + ": " + germanOnlyThere(kind)
		case approvals.LinkOnlyRules:
			return t.sentenceLinkOnlyRules
		}
		return there + "."
	}
	t.sayConfirm = func(warnings []string) string { return "Warnung: " + strings.Join(warnings, ", ") + "." }
	t.sayDecideTitle = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Antrag genehmigen"
		}
		return "Antrag ablehnen"
	}
	t.sayCommentPlaceholder = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Ein Kommentar für den Antragsteller"
		}
		return "Warum lehnen Sie das ab?"
	}
	t.sayPage = func(page, pages int) string { return "Seite " + digits(page, ".") + " von " + digits(pages, ".") }
	t.plainClock = func(at time.Time) string { return at.UTC().Format("15:04 UTC, 2.1.2006") }
	t.plainTime = func(at time.Time) string { return at.UTC().Format("2.1.2006, 15:04 UTC") }
	t.sayMoment = func(at time.Time) string {
		return germanDay(at.Weekday())[:2] + ", " + at.Format("2.1.2006, 15:04")
	}
	germanHeadlines(t)
	germanStates(t)
}

func germanWhy(workgroup, forwardedBy string) string {
	switch {
	case workgroup == "" && forwardedBy != "":
		return "an Sie weitergeleitet von " + forwardedBy
	case workgroup == "":
		return "er ist Ihnen zugewiesen"
	}
	why := "Sie gehören zur Arbeitsgruppe " + workgroup
	if forwardedBy != "" {
		why += ", weitergeleitet von " + forwardedBy
	}
	return why
}

func germanStates(t *texts) {
	t.sayRecordingOther = func(name string) string { return "Die Entscheidung von " + name + " wird eingetragen…" }
	t.sayStalledOther = func(name string) string {
		return "Wird eingetragen… IdentityIQ antwortet nicht. Die Entscheidung von " + name + " ist gespeichert und wird gesendet."
	}
	t.sayDecided = germanDecided
	t.sayVerdict = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Genehmigt"
		}
		return "Abgelehnt"
	}
	t.sayMixed = func(by string, approved, denied int) string {
		said := germanDecided("Entschieden", by, false)
		if approved+denied == 0 {
			return said
		}
		return said + ": " + digits(approved, ".") + " genehmigt, " + digits(denied, ".") + " abgelehnt"
	}
	t.sayForwardedTo = func(name string) string {
		if name == "" {
			return "Weitergeleitet"
		}
		return "Weitergeleitet an " + name
	}
	t.sayMoreViolations = func(n int) string {
		return "und " + zahl(n, "ein weiterer Richtlinienverstoß", "weitere Richtlinienverstöße")
	}
	t.sayWarning = func(w approvals.Warning) (sign, word string) {
		switch w {
		case approvals.WarnViolation:
			return signWarning, "Richtlinienverstoß"
		case approvals.WarnPrivileged:
			return signPrivileged, "Privilegierter Zugriff"
		case approvals.WarnSelf:
			return signSelf, "Ihr eigener Antrag oder Zugriff"
		case approvals.WarnOverdue:
			return signOverdue, "Überfällig"
		}
		return signWarning, "Warnung"
	}
}

func germanDecided(word, by string, here bool) string {
	if by != "" {
		word += " von " + by
	}
	if !here {
		word += " in IdentityIQ"
	}
	return word
}

func germanHeadlines(t *texts) {
	t.sayAsk = func(a askWords) string {
		thing := "Zugriff"
		if a.Roles {
			thing = zahl(a.Lines, "eine Rolle", "Rollen")
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
		case askAdd:
			return joinParts(" ", who, thing, forWhom)
		case askRemove:
			return joinParts(" ", wish, target, thing, "zu entziehen")
		case askChange:
			return joinParts(" ", wish, thing, forWhom, "zu ändern")
		case askMixed:
			return joinParts(" ", who, "Änderungen am Zugriff", fromWhom)
		}
		if a.Requester == "" {
			return joinParts(" ", "Ihre Genehmigung ist gefragt", forWhom)
		}
		return joinParts(" ", a.Requester, "bittet um Ihre Genehmigung", forWhom)
	}
	t.sayOtherType = func(kind approvals.ItemType, target string) string {
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
}

func germanDay(d time.Weekday) string {
	return [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}[d]
}
