package slackui

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func spanishReviews(t *texts) {
	t.sayReviewHeadline = func(name string) string {
		lower := strings.ToLower(name)
		switch {
		case name == "":
			return "Revisión de acceso"
		case strings.Contains(lower, "revisión"), strings.Contains(lower, "review"), strings.Contains(lower, "certificación"):
			return name
		}
		return "Revisión de acceso: " + name
	}
	t.sayProgress = func(p approvals.ReviewProgress) string {
		s := digits(p.Done, hard) + " de " + digits(p.Total, hard) + " hechos"
		if p.Delegated > 0 {
			s += ", " + digits(p.Delegated, hard) + " con otra persona"
		}
		return s
	}
	t.sayProgressLeft = func(p approvals.ReviewProgress) string {
		s := t.sayProgress(p)
		if p.Done > 0 && p.Left() > 0 {
			s += ", faltan " + digits(p.Left(), hard)
		}
		return s
	}
	t.sayReviewer = func(workgroup, from string) string {
		group, given := "", ""
		if workgroup != "" {
			group = "usted es miembro del grupo de trabajo " + workgroup
		}
		if from != "" {
			given = "reasignada por " + from
		}
		return joinParts(", ", group, given)
	}
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
