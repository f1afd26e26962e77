package words

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

// Waits goes with a decision that waits for an IIQ in trouble. said is IIQ's own sentence, fit for a line of ours; name is the
// decider's, "" to the deciders themselves.
func Waits(lang approvals.Language, kind approvals.IIQTroubleKind, said, name string) string {
	return waitsRecording(lang) + " " + Trouble(lang, kind, said) + " " + keptFor(lang, name)
}

// waitsRecording begins the sentence of Waits.
func waitsRecording(lang approvals.Language) string {
	return phrase{"Recording…", "Wird eingetragen…", "Enregistrement en cours…", "Registrando…"}.in(lang)
}

func keptFor(lang approvals.Language, name string) string {
	if name == "" {
		return phrase{
			"Your decision is kept and will be sent.",
			"Ihre Entscheidung ist gespeichert und wird gesendet.",
			"Votre décision est conservée et sera envoyée.",
			"Su decisión está guardada y se enviará.",
		}.in(lang)
	}
	return grammar.Of(lang,
		func(name string) string { return name + "'s decision is kept and will be sent." },
		func(name string) string {
			return "Die Entscheidung von " + name + " ist gespeichert und wird gesendet."
		},
		func(name string) string { return "La décision de " + name + " est conservée et sera envoyée." },
		func(name string) string { return "La decisión de " + name + " está guardada y se enviará." },
	)(name)
}

// Trouble says what is wrong with IIQ; "" where nothing is. said is as in Waits.
func Trouble(lang approvals.Language, kind approvals.IIQTroubleKind, said string) string {
	switch kind {
	case approvals.TroubleAway:
		return phrase{
			"IdentityIQ is not answering.",
			"IdentityIQ antwortet nicht.",
			"IdentityIQ ne répond pas.",
			"IdentityIQ no responde.",
		}.in(lang)
	case approvals.TroubleAccount:
		return phrase{
			"IdentityIQ does not accept the bot's account.",
			"IdentityIQ nimmt das Konto des Bots nicht an.",
			"IdentityIQ n'accepte pas le compte du bot.",
			"IdentityIQ no acepta la cuenta del bot.",
		}.in(lang)
	case approvals.TroubleProxy:
		return phrase{
			"Something else answers in IdentityIQ's place.",
			"An der Stelle von IdentityIQ antwortet etwas anderes.",
			"Autre chose répond à la place d'IdentityIQ.",
			"Otra cosa responde en lugar de IdentityIQ.",
		}.in(lang)
	case approvals.TroubleError:
		return reported(lang, phrase{
			"IdentityIQ reports an error",
			"IdentityIQ meldet einen Fehler",
			"IdentityIQ signale une erreur",
			"IdentityIQ comunica un error",
		}.in(lang), said)
	}
	return ""
}

// reported is a sentence on an error, with IIQ's own where there is one.
func reported(lang approvals.Language, begun, said string) string {
	if said == "" {
		return begun + "."
	}
	if !strings.HasSuffix(said, "…") {
		said = strings.TrimRight(said, ".:; ") + "."
	}
	return begun + Colon(lang) + " " + said
}

// TroubleBefore says what was wrong with IIQ when a decision was given up; "" where nothing is known. said is as in Waits.
func TroubleBefore(lang approvals.Language, kind approvals.IIQTroubleKind, said string) string {
	switch kind {
	case approvals.TroubleAway:
		return phrase{
			"IdentityIQ was not answering.",
			"IdentityIQ antwortete nicht.",
			"IdentityIQ ne répondait pas.",
			"IdentityIQ no respondía.",
		}.in(lang)
	case approvals.TroubleAccount:
		return phrase{
			"IdentityIQ did not accept the bot's account.",
			"IdentityIQ nahm das Konto des Bots nicht an.",
			"IdentityIQ n'acceptait pas le compte du bot.",
			"IdentityIQ no aceptaba la cuenta del bot.",
		}.in(lang)
	case approvals.TroubleProxy:
		return phrase{
			"Something else answered in IdentityIQ's place.",
			"An der Stelle von IdentityIQ antwortete etwas anderes.",
			"Autre chose répondait à la place d'IdentityIQ.",
			"Otra cosa respondía en lugar de IdentityIQ.",
		}.in(lang)
	case approvals.TroubleError:
		return reported(lang, phrase{
			"IdentityIQ reported an error",
			"IdentityIQ meldete einen Fehler",
			"IdentityIQ signalait une erreur",
			"IdentityIQ comunicaba un error",
		}.in(lang), said)
	}
	return ""
}
