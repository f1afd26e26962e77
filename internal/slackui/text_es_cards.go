package slackui

import (
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func spanishCards(t *texts) {
	t.sayMore = func(n int) string { return "y " + digits(n, hard) + " más" }
	t.saySeeDetails = func() string { return " (todas en Más, Detalles)" }
	t.sayBatch = func(n int) string {
		return "Le esperan " + digits(n, hard) + " tareas nuevas. Esta es la más urgente."
	}
	t.sayWaiting = func(n int) string { return digits(n, hard) + " más en espera" }
	t.sayNextDue = func() string { return ", la próxima vence " }
	t.sayPerson = func(name, department, manager string) string {
		return personIn(name, department, manager, "responsable:")
	}
	t.sayNumbers = func(workItem, request string) string {
		if request != "" {
			request = "solicitud " + request
		}
		return joinParts(", ", workItem, request)
	}
	t.sayWhyYou = spanishWhy
	t.sayLinkOnly = func(r approvals.LinkOnlyReason, kind approvals.ItemType) string {
		const there = "Se decide en IdentityIQ"
		switch r {
		case approvals.LinkOnlySignature:
			return there + ": hace falta su firma electrónica."
		case approvals.LinkOnlySelf:
			return there + ": lo solicitó usted mismo, o es para usted."
		case approvals.LinkOnlyNotWhole:
			return there + ": aquí no se pudo leer todo."
		case approvals.LinkOnlyUnknown:
			return there + ": IdentityIQ no dice quién lo solicitó ni para quién."
		case approvals.LinkOnlyType:
			return there + ": " + spanishOnlyThere(kind)
		case approvals.LinkOnlyRules:
			return t.sentenceLinkOnlyRules
		}
		return there + "."
	}
	t.sayConfirm = func(warnings []string) string { return "Advertencia: " + strings.Join(warnings, ", ") + "." }
	t.sayDecideTitle = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Aprobar la solicitud"
		}
		return "Rechazar la solicitud"
	}
	t.sayCommentPlaceholder = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Un comentario para el solicitante"
		}
		return "¿Por qué lo rechaza?"
	}
	t.sayPage = func(page, pages int) string { return "Página " + digits(page, hard) + " de " + digits(pages, hard) }
	t.plainClock = func(at time.Time) string { return at.UTC().Format("15:04 UTC, 2/1/2006") }
	t.plainTime = func(at time.Time) string { return at.UTC().Format("2/1/2006 15:04 UTC") }
	t.sayMoment = func(at time.Time) string { return spanishDay(at.Weekday()) + " " + at.Format("2/1/2006, 15:04") }
	spanishHeadlines(t)
	spanishStates(t)
}

func spanishWhy(workgroup, forwardedBy string) string {
	switch {
	case workgroup == "" && forwardedBy != "":
		return "se lo reenvió " + forwardedBy
	case workgroup == "":
		return "está asignado a usted"
	}
	why := "usted es miembro del grupo de trabajo " + workgroup
	if forwardedBy != "" {
		why += ", lo reenvió " + forwardedBy
	}
	return why
}

func spanishStates(t *texts) {
	t.sayRecordingOther = func(name string) string { return "Registrando la decisión de " + name + "…" }
	t.sayStalledOther = func(name string) string {
		return "Registrando… IdentityIQ no responde. La decisión de " + name + " está guardada y se enviará."
	}
	t.sayDecided = spanishDecided
	t.sayVerdict = func(v approvals.Verdict) string {
		if v == approvals.Approve {
			return "Aprobado"
		}
		return "Rechazado"
	}
	t.sayMixed = func(by string, approved, denied int) string {
		said := spanishDecided("Decidido", by, false)
		if approved+denied == 0 {
			return said
		}
		return said + ": " + spanishCounts(approved, denied)
	}
	t.sayForwardedTo = func(name string) string {
		if name == "" {
			return "Reenviado"
		}
		return "Reenviado a " + name
	}
	t.sayMoreViolations = func(n int) string {
		return "y " + numero(n, "una infracción más de directivas", "infracciones más de directivas")
	}
	t.sayWarning = func(w approvals.Warning) (sign, word string) {
		switch w {
		case approvals.WarnViolation:
			return signWarning, "Infracción de una directiva"
		case approvals.WarnPrivileged:
			return signPrivileged, "Acceso privilegiado"
		case approvals.WarnSelf:
			return signSelf, "Su propia solicitud o acceso"
		case approvals.WarnOverdue:
			return signOverdue, "Vencido"
		}
		return signWarning, "Advertencia"
	}
}

func spanishCounts(approved, denied int) string {
	return numero(approved, "1 aprobado", "aprobados") + ", " + numero(denied, "1 rechazado", "rechazados")
}

func spanishDecided(word, by string, here bool) string {
	if by != "" {
		word += " por " + by
	}
	if !here {
		word += " en IdentityIQ"
	}
	return word
}

func spanishHeadlines(t *texts) {
	t.sayAsk = func(a askWords) string {
		thing := "acceso"
		if a.Roles {
			thing = numero(a.Lines, "un rol", "roles")
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
		case askAdd:
			return joinParts(" ", who, thing, target)
		case askRemove:
			return joinParts(" ", who, "retirar", thing, toWhom)
		case askChange:
			return joinParts(" ", who, "cambiar", thing, target)
		case askMixed:
			return joinParts(" ", who, "añadir y retirar acceso", target)
		}
		if a.Requester == "" {
			return joinParts(" ", "Se pide su aprobación", target)
		}
		return joinParts(" ", a.Requester, "pide su aprobación", target)
	}
	t.sayOtherType = func(kind approvals.ItemType, target string) string {
		what := map[approvals.ItemType]string{
			approvals.TypeCertification: "Una revisión de acceso", approvals.TypeDelegation: "Una revisión delegada",
			approvals.TypeSignoff: "Una conformidad", approvals.TypeChallenge: "Una decisión impugnada",
			approvals.TypeViolationReview: "El examen de una infracción", approvals.TypePolicyViolation: "Una infracción de directivas",
			approvals.TypeForm: "Un formulario", approvals.TypeRemediation: "Una retirada de acceso", approvals.TypeManualAction: "Una acción manual",
		}[kind]
		if what == "" {
			what = "Una tarea"
		}
		if target != "" {
			what += " sobre " + target
		}
		return what + " le espera"
	}
}

func spanishDay(d time.Weekday) string {
	return [...]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}[d]
}
