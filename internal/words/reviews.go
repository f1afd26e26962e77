package words

import (
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func StartReview(lang approvals.Language) string {
	return phrase{
		"Start access review",
		"Zugriffsprüfung beginnen",
		"Commencer la revue d'accès",
		"Empezar la revisión de acceso",
	}.in(lang)
}

func ContinueReview(lang approvals.Language) string {
	return phrase{
		"Continue access review",
		"Zugriffsprüfung fortsetzen",
		"Continuer la revue d'accès",
		"Continuar la revisión de acceso",
	}.in(lang)
}

func Progress(lang approvals.Language) string {
	return phrase{"Progress", "Fortschritt", "Avancement", "Avance"}.in(lang)
}

func Signed(lang approvals.Language) string {
	return phrase{"Signed off", "Abgezeichnet", "Signée", "Firmada"}.in(lang)
}

func ReviewGone(lang approvals.Language) string {
	return phrase{
		"No longer in IdentityIQ",
		"Nicht mehr in IdentityIQ",
		"N'est plus dans IdentityIQ",
		"Ya no está en IdentityIQ",
	}.in(lang)
}

// ReviewHeadline says that it is an access review, unless the name does.
func ReviewHeadline(lang approvals.Language, name string) string {
	return grammar.Of(lang,
		func(name string) string {
			lower := strings.ToLower(name)
			switch {
			case name == "":
				return englishAccessReview
			case strings.Contains(lower, "review"), strings.Contains(lower, "certification"):
				return name
			}
			return englishAccessReview + ": " + name
		},
		func(name string) string {
			lower := strings.ToLower(name)
			switch {
			case name == "":
				return "Zugriffsprüfung"
			case strings.Contains(lower, "prüfung"), strings.Contains(lower, "review"), strings.Contains(lower, "zertifizierung"):
				return name
			}
			return "Zugriffsprüfung: " + name
		},
		func(name string) string {
			lower := strings.ToLower(name)
			switch {
			case name == "":
				return "Revue d'accès"
			case strings.Contains(lower, "revue"), strings.Contains(lower, "review"), strings.Contains(lower, "certification"):
				return name
			}
			return "Revue d'accès\u00a0: " + name
		},
		func(name string) string {
			lower := strings.ToLower(name)
			switch {
			case name == "":
				return "Revisión de acceso"
			case strings.Contains(lower, "revisión"), strings.Contains(lower, "review"), strings.Contains(lower, "certificación"):
				return name
			}
			return "Revisión de acceso: " + name
		},
	)(name)
}

// SayProgress is how far a review is, in
func SayProgress(lang approvals.Language, p approvals.ReviewProgress) string {
	return grammar.Of(lang,
		func(p approvals.ReviewProgress) string {
			s := fmt.Sprintf("%d of %d done", p.Done, p.Total)
			if p.Delegated > 0 {
				s += fmt.Sprintf(", %d with somebody else", p.Delegated)
			}
			return s
		},
		func(p approvals.ReviewProgress) string {
			s := grammar.Digits(p.Done, ".") + " von " + grammar.Digits(p.Total, ".") + " erledigt"
			if p.Delegated > 0 {
				s += ", " + grammar.Digits(p.Delegated, ".") + " bei jemand anderem"
			}
			return s
		},
		func(p approvals.ReviewProgress) string {
			s := grammar.Digits(p.Done, grammar.Narrow) + " sur " + grammar.Digits(p.Total, grammar.Narrow) + " faits"
			if p.Delegated > 0 {
				s += ", " + grammar.Digits(p.Delegated, grammar.Narrow) + " chez quelqu'un d'autre"
			}
			return s
		},
		func(p approvals.ReviewProgress) string {
			s := grammar.Digits(p.Done, grammar.Hard) + " de " + grammar.Digits(p.Total, grammar.Hard) + " hechos"
			if p.Delegated > 0 {
				s += ", " + grammar.Digits(p.Delegated, grammar.Hard) + " con otra persona"
			}
			return s
		},
	)(p)
}

// ProgressLeft is for rows and reminders, which say what is left.
func ProgressLeft(lang approvals.Language, p approvals.ReviewProgress) string {
	return grammar.Of(lang,
		func(p approvals.ReviewProgress) string {
			s := SayProgress(lang, p)
			if p.Done > 0 && p.Left() > 0 {
				s += fmt.Sprintf(", %d left", p.Left())
			}
			return s
		},
		func(p approvals.ReviewProgress) string {
			s := SayProgress(lang, p)
			if p.Done > 0 && p.Left() > 0 {
				s += ", " + grammar.Digits(p.Left(), ".") + " übrig"
			}
			return s
		},
		func(p approvals.ReviewProgress) string {
			s := SayProgress(lang, p)
			if p.Done > 0 && p.Left() > 0 {
				s += ", reste " + grammar.Digits(p.Left(), grammar.Narrow)
			}
			return s
		},
		func(p approvals.ReviewProgress) string {
			s := SayProgress(lang, p)
			if p.Done > 0 && p.Left() > 0 {
				s += ", faltan " + grammar.Digits(p.Left(), grammar.Hard)
			}
			return s
		},
	)(p)
}

// Reviewer says why somebody reviews; "" when the review is directly theirs.
func Reviewer(lang approvals.Language, workgroup string, from string) string {
	return grammar.Of(lang,
		func(workgroup, from string) string {
			switch {
			case workgroup != "" && from != "":
				return "you are a member of the workgroup " + workgroup + ", reassigned from " + from
			case workgroup != "":
				return "you are a member of the workgroup " + workgroup
			case from != "":
				return "reassigned to you from " + from
			}
			return ""
		},
		func(workgroup, from string) string {
			group, given := "", ""
			if workgroup != "" {
				group = "Sie gehören zur Arbeitsgruppe " + workgroup
			}
			if from != "" {
				given = "Ihnen übertragen von " + from
			}
			return grammar.Join(", ", group, given)
		},
		func(workgroup, from string) string {
			group, given := "", ""
			if workgroup != "" {
				group = "vous êtes membre du groupe de travail " + workgroup
			}
			if from != "" {
				given = "réattribuée par " + from
			}
			return grammar.Join(", ", group, given)
		},
		func(workgroup, from string) string {
			group, given := "", ""
			if workgroup != "" {
				group = "usted es miembro del grupo de trabajo " + workgroup
			}
			if from != "" {
				given = "reasignada por " + from
			}
			return grammar.Join(", ", group, given)
		},
	)(workgroup, from)
}

const englishAccessReview = "Access review"
