package words

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func ConfirmTitle(lang approvals.Language) string {
	return phrase{
		"Approve all the same?",
		"Trotzdem genehmigen?",
		"Approuver quand même\u00a0?",
		"¿Aprobar de todos modos?",
	}.in(lang)
}

func ConfirmStop(lang approvals.Language) string {
	return phrase{"Not now", "Jetzt nicht", "Pas maintenant", "Ahora no"}.in(lang)
}

func DecideApprove(lang approvals.Language) string {
	return phrase{
		"You are about to approve this:",
		"Sie genehmigen damit:",
		"Vous allez approuver ceci\u00a0:",
		"Va a aprobar esto:",
	}.in(lang)
}

func DecideDeny(lang approvals.Language) string {
	return phrase{
		"You are about to deny this:",
		"Sie lehnen damit ab:",
		"Vous allez refuser ceci\u00a0:",
		"Va a rechazar esto:",
	}.in(lang)
}

func CommentHint(lang approvals.Language) string {
	return phrase{
		"It is sent to IdentityIQ with your decision, and others can read it there.",
		"Der Text geht mit Ihrer Entscheidung an IdentityIQ, und andere können ihn dort lesen.",
		"Ce texte est envoyé à IdentityIQ avec votre décision, et d'autres peuvent l'y lire.",
		"Se envía a IdentityIQ con su decisión, y otros pueden leerlo allí.",
	}.in(lang)
}

// CommentDemandedByIIQ says who wants the comment of a form.
func CommentDemandedByIIQ(lang approvals.Language, v approvals.Verdict) string {
	if v == approvals.Approve {
		return phrase{
			"IdentityIQ takes no approval without a comment.",
			"IdentityIQ nimmt keine Genehmigung ohne Kommentar an.",
			"IdentityIQ n'accepte aucune approbation sans commentaire.",
			"IdentityIQ no acepta ninguna aprobación sin comentario.",
		}.in(lang)
	}
	return phrase{
		"IdentityIQ takes no denial without a reason.",
		"IdentityIQ nimmt keine Ablehnung ohne Begründung an.",
		"IdentityIQ n'accepte aucun refus sans motif.",
		"IdentityIQ no acepta ningún rechazo sin motivo.",
	}.in(lang)
}

func ModalTitle(lang approvals.Language) string {
	return phrase{
		"Approvals",
		"Genehmigungen",
		"Approbations",
		"Aprobaciones",
	}.in(lang)
}

func Confirm(lang approvals.Language, warnings []string) string {
	return grammar.Of(lang,
		func(warnings []string) string { return "Warning: " + strings.Join(warnings, ", ") + "." },
		func(warnings []string) string { return "Warnung: " + strings.Join(warnings, ", ") + "." },
		func(warnings []string) string {
			return "Avertissement\u00a0: " + strings.Join(warnings, ", ") + "."
		},
		func(warnings []string) string { return "Advertencia: " + strings.Join(warnings, ", ") + "." },
	)(warnings)
}

func DecideTitle(lang approvals.Language, v approvals.Verdict) string {
	return grammar.Of(lang,
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Approve this request"
			}
			return "Deny this request"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Antrag genehmigen"
			}
			return "Antrag ablehnen"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Approuver la demande"
			}
			return "Refuser la demande"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Aprobar la solicitud"
			}
			return "Rechazar la solicitud"
		},
	)(v)
}

func CommentPlaceholder(lang approvals.Language, v approvals.Verdict) string {
	return grammar.Of(lang,
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "A comment for the requester"
			}
			return "Why do you deny this?"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Ein Kommentar für den Antragsteller"
			}
			return "Warum lehnen Sie das ab?"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Un commentaire pour le demandeur"
			}
			return "Pourquoi refusez-vous\u00a0?"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Un comentario para el solicitante"
			}
			return "¿Por qué lo rechaza?"
		},
	)(v)
}
