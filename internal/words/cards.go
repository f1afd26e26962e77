package words

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func More(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		func(n int) string { return "and " + grammar.Digits(n, ",") + " more" },
		func(n int) string { return "und " + grammar.Digits(n, ".") + " weitere" },
		func(n int) string { return "et " + grammar.Digits(n, grammar.Narrow) + " de plus" },
		func(n int) string { return "y " + grammar.Digits(n, grammar.Hard) + " más" },
	)(n)
}

func SeeDetails(lang approvals.Language) string {
	return grammar.Of(lang,
		func() string { return " (all of them under More, Details)" },
		func() string { return " (alle unter Mehr, Einzelheiten)" },
		func() string { return " (toutes sous Plus, Détails)" },
		func() string { return " (todas en Más, Detalles)" },
	)()
}

// Batch heads the most urgent of n new items (from 1) that come as one message.
func Batch(lang approvals.Language, n int) string {
	if n == 1 {
		return phrase{"One new item waits for you.", "Ein neuer Vorgang wartet auf Sie.", "Une nouvelle tâche vous attend.",
			"Le espera una tarea nueva."}.in(lang)
	}
	return grammar.Of(lang,
		func(n int) string {
			return grammar.Digits(n, ",") + " new items wait for you. This is the most urgent one."
		},
		func(n int) string {
			return grammar.Digits(n, ".") + " neue Vorgänge warten auf Sie. Dies ist der dringendste."
		},
		func(n int) string {
			return grammar.Digits(n, grammar.Narrow) + " nouvelles tâches vous attendent. Voici la plus urgente."
		},
		func(n int) string {
			return "Le esperan " + grammar.Digits(n, grammar.Hard) + " tareas nuevas. Esta es la más urgente."
		},
	)(n)
}

func Waiting(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		func(n int) string { return grammar.Digits(n, ",") + " more waiting" },
		func(n int) string { return "Noch " + grammar.CountGerman(n, "einer wartet", "warten") },
		func(n int) string { return grammar.CountFrench(n, "Encore une en attente", "autres en attente") },
		func(n int) string { return grammar.Digits(n, grammar.Hard) + " más en espera" },
	)(n)
}

func NextDue(lang approvals.Language) string {
	return grammar.Of(lang,
		func() string { return ", the next due " },
		func() string { return ", der nächste fällig " },
		func() string { return ", prochaine échéance " },
		func() string { return ", la próxima vence " },
	)()
}

func Person(lang approvals.Language, name string, department string, manager string) string {
	return grammar.Of(lang,
		func(name, department, manager string) string {
			return personIn(name, department, manager, "manager")
		},
		func(name, department, manager string) string {
			return personIn(name, department, manager, "Vorgesetzt:")
		},
		func(name, department, manager string) string {
			return personIn(name, department, manager, "responsable")
		},
		func(name, department, manager string) string {
			return personIn(name, department, manager, "responsable:")
		},
	)(name, department, manager)
}

func Numbers(lang approvals.Language, workItem string, request string) string {
	return grammar.Of(lang,
		func(workItem, request string) string {
			if request == "" {
				return workItem
			}
			return strings.TrimPrefix(workItem+", request "+request, ", ")
		},
		func(workItem, request string) string {
			if request != "" {
				request = "Antrag " + request
			}
			return grammar.Join(", ", workItem, request)
		},
		func(workItem, request string) string {
			if request != "" {
				request = "demande " + request
			}
			return grammar.Join(", ", workItem, request)
		},
		func(workItem, request string) string {
			if request != "" {
				request = "solicitud " + request
			}
			return grammar.Join(", ", workItem, request)
		},
	)(workItem, request)
}

func SayWhyYou(lang approvals.Language, workgroup string, forwardedBy string) string {
	return grammar.Of(lang, englishWhyYou, germanWhyYou, frenchWhyYou, spanishWhyYou)(workgroup, forwardedBy)
}

func englishWhyYou(workgroup, forwardedBy string) string {
	why := englishOwner
	if workgroup != "" {
		why = "you are a member of the workgroup " + workgroup
	}
	if forwardedBy == "" {
		return why
	}
	if workgroup == "" {
		return "forwarded to you by " + forwardedBy
	}
	return why + ", forwarded by " + forwardedBy
}

func germanWhyYou(workgroup, forwardedBy string) string {
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

func frenchWhyYou(workgroup, forwardedBy string) string {
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

func spanishWhyYou(workgroup, forwardedBy string) string {
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

func MoreViolations(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		func(n int) string {
			return "and " + grammar.CountEnglish(n, "one more policy violation", "more policy violations")
		},
		func(n int) string {
			return "und " + grammar.CountGerman(n, "ein weiterer Richtlinienverstoß", "weitere Richtlinienverstöße")
		},
		func(n int) string {
			return "et " + grammar.CountFrench(n, "une autre violation de règle", "autres violations de règles")
		},
		func(n int) string {
			return "y " + grammar.CountSpanish(n, "una infracción más de directivas", "infracciones más de directivas")
		},
	)(n)
}

// Warning names a warning in the fewest
func Warning(lang approvals.Language, w approvals.Warning) (sign string, word string) {
	return grammar.Of(lang, englishWarning, germanWarning, frenchWarning, spanishWarning)(w)
}

func englishWarning(w approvals.Warning) (sign, word string) {
	switch w {
	case approvals.WarnViolation:
		return SignWarning, "Policy violation"
	case approvals.WarnPrivileged:
		return SignPrivileged, "Privileged access"
	case approvals.WarnSelf:
		return signSelf, "Your own request or access"
	case approvals.WarnOverdue:
		return SignOverdue, "Overdue"
	}
	return SignWarning, "Warning"
}

func germanWarning(w approvals.Warning) (sign, word string) {
	switch w {
	case approvals.WarnViolation:
		return SignWarning, "Richtlinienverstoß"
	case approvals.WarnPrivileged:
		return SignPrivileged, "Privilegierter Zugriff"
	case approvals.WarnSelf:
		return signSelf, "Ihr eigener Antrag oder Zugriff"
	case approvals.WarnOverdue:
		return SignOverdue, "Überfällig"
	}
	return SignWarning, "Warnung"
}

func frenchWarning(w approvals.Warning) (sign, word string) {
	switch w {
	case approvals.WarnViolation:
		return SignWarning, "Violation d'une règle"
	case approvals.WarnPrivileged:
		return SignPrivileged, "Accès privilégié"
	case approvals.WarnSelf:
		return signSelf, "Votre propre demande ou accès"
	case approvals.WarnOverdue:
		return SignOverdue, "En retard"
	}
	return SignWarning, "Avertissement"
}

func spanishWarning(w approvals.Warning) (sign, word string) {
	switch w {
	case approvals.WarnViolation:
		return SignWarning, "Infracción de una directiva"
	case approvals.WarnPrivileged:
		return SignPrivileged, "Acceso privilegiado"
	case approvals.WarnSelf:
		return signSelf, "Su propia solicitud o acceso"
	case approvals.WarnOverdue:
		return SignOverdue, "Vencido"
	}
	return SignWarning, "Advertencia"
}

// personIn is somebody with department and manager in brackets.
func personIn(name, department, manager, managerWord string) string {
	if manager != "" {
		manager = managerWord + " " + manager
	}
	if about := grammar.Join(", ", department, manager); about != "" {
		return name + " (" + about + ")"
	}
	return name
}

const englishOwner = "it is assigned to you"
