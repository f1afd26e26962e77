package slackui

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func frenchReviews(t *texts) {
	t.sayReviewHeadline = func(name string) string {
		lower := strings.ToLower(name)
		switch {
		case name == "":
			return "Revue d'accès"
		case strings.Contains(lower, "revue"), strings.Contains(lower, "review"), strings.Contains(lower, "certification"):
			return name
		}
		return "Revue d'accès\u00a0: " + name
	}
	t.sayProgress = func(p approvals.ReviewProgress) string {
		s := digits(p.Done, narrow) + " sur " + digits(p.Total, narrow) + " faits"
		if p.Delegated > 0 {
			s += ", " + digits(p.Delegated, narrow) + " chez quelqu'un d'autre"
		}
		return s
	}
	t.sayProgressLeft = func(p approvals.ReviewProgress) string {
		s := t.sayProgress(p)
		if p.Done > 0 && p.Left() > 0 {
			s += ", reste " + digits(p.Left(), narrow)
		}
		return s
	}
	t.sayReviewer = func(workgroup, from string) string {
		group, given := "", ""
		if workgroup != "" {
			group = "vous êtes membre du groupe de travail " + workgroup
		}
		if from != "" {
			given = "réattribuée par " + from
		}
		return joinParts(", ", group, given)
	}
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
