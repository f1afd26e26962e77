package words

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func Kept(lang approvals.Language) string {
	return phrase{"Kept", "Behalten", "Maintenu", "Mantenido"}.in(lang)
}

func Revoked(lang approvals.Language) string {
	return phrase{"Revoked", "Entzogen", "Révoqué", "Revocado"}.in(lang)
}

func ReviewsThere(lang approvals.Language) string {
	return phrase{
		"Access reviews are decided in IdentityIQ. Nothing was recorded here.",
		"Zugriffsprüfungen werden in IdentityIQ entschieden. Hier wurde nichts eingetragen.",
		"Les revues d'accès se décident dans IdentityIQ. Rien n'a été enregistré ici.",
		"Las revisiones de acceso se deciden en IdentityIQ. Aquí no se registró nada.",
	}.in(lang)
}

// EntityEnding is the headline of the message to a clicker whose decision did not come about, or may not have.
func EntityEnding(lang approvals.Language, name string, review string, v approvals.Verdict, unheard bool) string {
	return grammar.Of(lang, englishEntityEnding, germanEntityEnding, frenchEntityEnding, spanishEntityEnding)(name, review, v, unheard)
}

func englishEntityEnding(name, review string, v approvals.Verdict, unheard bool) string {
	what := "Not recorded: "
	if unheard {
		what = "Unclear: "
	}
	if v == approvals.Deny {
		what += "revoke " + name
	} else {
		what += "keep " + name
	}
	if review != "" {
		what += " (" + review + ")"
	}
	return what
}

func germanEntityEnding(name, review string, v approvals.Verdict, unheard bool) string {
	what := "Nicht eingetragen: "
	if unheard {
		what = "Unklar: "
	}
	if v == approvals.Deny {
		what += "entziehen, " + name
	} else {
		what += "behalten, " + name
	}
	if review != "" {
		what += " (" + review + ")"
	}
	return what
}

func frenchEntityEnding(name, review string, v approvals.Verdict, unheard bool) string {
	what := "Pas enregistré\u00a0: "
	if unheard {
		what = "Incertain\u00a0: "
	}
	if v == approvals.Deny {
		what += "révoquer " + name
	} else {
		what += "maintenir " + name
	}
	if review != "" {
		what += " (" + review + ")"
	}
	return what
}

func spanishEntityEnding(name, review string, v approvals.Verdict, unheard bool) string {
	what := "No registrado: "
	if unheard {
		what = "No está claro: "
	}
	if v == approvals.Deny {
		what += "revocar a " + name
	} else {
		what += "mantener a " + name
	}
	if review != "" {
		what += " (" + review + ")"
	}
	return what
}
