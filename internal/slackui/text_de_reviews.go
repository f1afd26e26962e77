package slackui

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func germanReviews(t *texts) {
	t.sayReviewHeadline = func(name string) string {
		lower := strings.ToLower(name)
		switch {
		case name == "":
			return "Zugriffsprüfung"
		case strings.Contains(lower, "prüfung"), strings.Contains(lower, "review"), strings.Contains(lower, "zertifizierung"):
			return name
		}
		return "Zugriffsprüfung: " + name
	}
	t.sayProgress = func(p approvals.ReviewProgress) string {
		s := digits(p.Done, ".") + " von " + digits(p.Total, ".") + " erledigt"
		if p.Delegated > 0 {
			s += ", " + digits(p.Delegated, ".") + " bei jemand anderem"
		}
		return s
	}
	t.sayProgressLeft = func(p approvals.ReviewProgress) string {
		s := t.sayProgress(p)
		if p.Done > 0 && p.Left() > 0 {
			s += ", " + digits(p.Left(), ".") + " übrig"
		}
		return s
	}
	t.sayReviewer = func(workgroup, from string) string {
		group, given := "", ""
		if workgroup != "" {
			group = "Sie gehören zur Arbeitsgruppe " + workgroup
		}
		if from != "" {
			given = "Ihnen übertragen von " + from
		}
		return joinParts(", ", group, given)
	}
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
