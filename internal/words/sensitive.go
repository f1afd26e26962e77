package words

import "github.com/iiq-approvals/bot/internal/approvals"

// Hidden replaces the value of a hidden line, after its sign.
func Hidden(lang approvals.Language) string {
	return phrase{"hidden", "verborgen", "masqué", "oculto"}.in(lang)
}

func Masked(lang approvals.Language) string {
	return phrase{
		"Some of this is hidden here by your company's rules. View it in IdentityIQ before you decide.",
		"Ein Teil davon ist hier nach den Regeln Ihres Unternehmens verborgen. Sehen Sie in IdentityIQ nach, bevor Sie entscheiden.",
		"Une partie est masquée ici par les règles de votre entreprise. Consultez-la dans IdentityIQ avant de décider.",
		"Una parte está oculta aquí por las reglas de su empresa. Véala en IdentityIQ antes de decidir.",
	}.in(lang)
}

// HiddenItem is the whole text of a card that the rules hide altogether.
func HiddenItem(lang approvals.Language) string {
	return phrase{
		"By your company's rules this is not shown in Slack any more. You find it in IdentityIQ.",
		"Nach den Regeln Ihres Unternehmens wird das nicht mehr in Slack gezeigt. Sie finden es in IdentityIQ.",
		"Les règles de votre entreprise ne permettent plus de montrer cela dans Slack. Vous le trouverez dans IdentityIQ.",
		"Por las reglas de su empresa esto ya no se muestra en Slack. Lo encontrará en IdentityIQ.",
	}.in(lang)
}

// Notice is the headline of a request of which nothing else may be shown.
func Notice(lang approvals.Language) string {
	return phrase{
		"A request waits for you in IdentityIQ",
		"In IdentityIQ wartet ein Antrag auf Sie",
		"Une demande vous attend dans IdentityIQ",
		"Una solicitud le espera en IdentityIQ",
	}.in(lang)
}

func LinkOnlyRules(lang approvals.Language) string {
	return phrase{
		"Decide in IdentityIQ: your company's rules ask for it.",
		"In IdentityIQ zu entscheiden: Die Regeln Ihres Unternehmens verlangen es.",
		"À décider dans IdentityIQ\u00a0: les règles de votre entreprise le demandent.",
		"Se decide en IdentityIQ: las reglas de su empresa lo piden.",
	}.in(lang)
}

func ConfirmRules(lang approvals.Language) string {
	return phrase{
		"Your company's rules ask you to confirm this approval.",
		"Die Regeln Ihres Unternehmens verlangen, dass Sie diese Genehmigung bestätigen.",
		"Les règles de votre entreprise vous demandent de confirmer cette approbation.",
		"Las reglas de su empresa piden que confirme esta aprobación.",
	}.in(lang)
}

func ConfirmRulesTitle(lang approvals.Language) string {
	return phrase{
		"Approve this?",
		"Genehmigen?",
		"Approuver\u00a0?",
		"¿Aprobar?",
	}.in(lang)
}
