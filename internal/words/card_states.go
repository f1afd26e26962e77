package words

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func RecordingApproval(lang approvals.Language) string {
	return phrase{
		"Recording your approval…",
		"Ihre Genehmigung wird eingetragen…",
		"Votre approbation est en cours d'enregistrement…",
		"Registrando su aprobación…",
	}.in(lang)
}

func RecordingDenial(lang approvals.Language) string {
	return phrase{
		"Recording your denial…",
		"Ihre Ablehnung wird eingetragen…",
		"Votre refus est en cours d'enregistrement…",
		"Registrando su rechazo…",
	}.in(lang)
}

func RecordingSome(lang approvals.Language) string {
	return phrase{
		"Recording a decision…",
		"Eine Entscheidung wird eingetragen…",
		"Une décision est en cours d'enregistrement…",
		"Registrando una decisión…",
	}.in(lang)
}

func NotRecorded(lang approvals.Language) string {
	return phrase{
		"Not recorded. Decide in IdentityIQ.",
		"Nicht eingetragen. Entscheiden Sie in IdentityIQ.",
		"Non enregistré. Décidez dans IdentityIQ.",
		"No se registró. Decida en IdentityIQ.",
	}.in(lang)
}

func Completed(lang approvals.Language) string {
	return phrase{
		"Completed in IdentityIQ",
		"In IdentityIQ abgeschlossen",
		"Terminé dans IdentityIQ",
		"Terminado en IdentityIQ",
	}.in(lang)
}

func Expired(lang approvals.Language) string {
	return phrase{"Expired", "Abgelaufen", "Expiré", "Caducado"}.in(lang)
}

func Canceled(lang approvals.Language) string {
	return phrase{"Canceled", "Zurückgezogen", "Annulé", "Cancelado"}.in(lang)
}

func Returned(lang approvals.Language) string {
	return phrase{
		"Returned in IdentityIQ",
		"In IdentityIQ zurückgegeben",
		"Renvoyé dans IdentityIQ",
		"Devuelto en IdentityIQ",
	}.in(lang)
}

func NotYours(lang approvals.Language) string {
	return phrase{
		"No longer yours to decide",
		"Nicht mehr von Ihnen zu entscheiden",
		"Cette décision ne vous revient plus",
		"Ya no le corresponde a usted decidir",
	}.in(lang)
}

// NewerCopy is all that a card says whose reader has asked for newer copies of it.
func NewerCopy(lang approvals.Language) string {
	return phrase{
		"There is a newer copy of this card below.",
		"Weiter unten steht eine neuere Kopie dieser Karte.",
		"Une copie plus récente de cette carte se trouve plus bas.",
		"Más abajo hay una copia más reciente de esta tarjeta.",
	}.in(lang)
}

func RecordingOther(lang approvals.Language, name string) string {
	return grammar.Of(lang,
		func(name string) string { return "Recording " + name + "'s decision…" },
		func(name string) string { return "Die Entscheidung von " + name + " wird eingetragen…" },
		func(name string) string { return "Enregistrement de la décision de " + name + "…" },
		func(name string) string { return "Registrando la decisión de " + name + "…" },
	)(name)
}

// Decided is for a verdict of one person. by may be "".
func Decided(lang approvals.Language, word string, by string, here bool) string {
	return grammar.Of(lang,
		func(word, by string, here bool) string {
			if by != "" {
				word += " by " + by
			}
			if !here {
				word += " in IdentityIQ"
			}
			return word
		},
		germanDecided,
		frenchDecided,
		spanishDecided,
	)(word, by, here)
}

func Verdict(lang approvals.Language, v approvals.Verdict) string {
	return grammar.Of(lang,
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Approved"
			}
			return "Denied"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Genehmigt"
			}
			return "Abgelehnt"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Approuvé"
			}
			return "Refusé"
		},
		func(v approvals.Verdict) string {
			if v == approvals.Approve {
				return "Aprobado"
			}
			return "Rechazado"
		},
	)(v)
}

// Mixed is for lines that were decided differently; here as in Decided.
func Mixed(lang approvals.Language, by string, approved int, denied int, here bool) string {
	return grammar.Of(lang,
		func(by string, approved, denied int) string {
			if approved+denied == 0 {
				return Decided(lang, "Decided", by, here)
			}
			return fmt.Sprintf("%s: %d approved, %d denied", Decided(lang, "Decided", by, here), approved, denied)
		},
		func(by string, approved, denied int) string {
			said := germanDecided("Entschieden", by, here)
			if approved+denied == 0 {
				return said
			}
			return said + ": " + grammar.Digits(approved, ".") + " genehmigt, " + grammar.Digits(denied, ".") + " abgelehnt"
		},
		func(by string, approved, denied int) string {
			said := frenchDecided("Décidé", by, here)
			if approved+denied == 0 {
				return said
			}
			return said + "\u00a0: " + frenchCounts(approved, denied)
		},
		func(by string, approved, denied int) string {
			said := spanishDecided("Decidido", by, here)
			if approved+denied == 0 {
				return said
			}
			return said + ": " + spanishCounts(approved, denied)
		},
	)(by, approved, denied)
}

func ForwardedTo(lang approvals.Language, name string) string {
	return grammar.Of(lang,
		func(name string) string {
			if name == "" {
				return englishForwarded
			}
			return englishForwarded + " to " + name
		},
		func(name string) string {
			if name == "" {
				return "Weitergeleitet"
			}
			return "Weitergeleitet an " + name
		},
		func(name string) string {
			if name == "" {
				return "Transmis"
			}
			return "Transmis à " + name
		},
		func(name string) string {
			if name == "" {
				return "Reenviado"
			}
			return "Reenviado a " + name
		},
	)(name)
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

func spanishDecided(word, by string, here bool) string {
	if by != "" {
		word += " por " + by
	}
	if !here {
		word += " en IdentityIQ"
	}
	return word
}

func frenchDecided(word, by string, here bool) string {
	if by != "" {
		word += " par " + by
	}
	if !here {
		word += " dans IdentityIQ"
	}
	return word
}

const englishForwarded = "Forwarded"

// Corrected goes with what is true of a decision of which the clicker had been told otherwise.
func Corrected(lang approvals.Language) string {
	return phrase{
		"This puts right what you were told before.",
		"Das berichtigt, was Ihnen zuvor gesagt wurde.",
		"Ceci corrige ce qui vous avait été dit.",
		"Esto corrige lo que se le dijo antes.",
	}.in(lang)
}

func frenchCounts(approved, denied int) string {
	return grammar.CountFrench(approved, "1 approuvé", "approuvés") + ", " + grammar.CountFrench(denied, "1 refusé", "refusés")
}

func spanishCounts(approved, denied int) string {
	return grammar.CountSpanish(approved, "1 aprobado", "aprobados") + ", " + grammar.CountSpanish(denied, "1 rechazado", "rechazados")
}
