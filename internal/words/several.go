package words

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func ApproveSeveral(lang approvals.Language) string {
	return phrase{"Approve several", "Mehrere genehmigen", "Approuver plusieurs", "Aprobar varias"}.in(lang)
}

func ApproveThem(lang approvals.Language) string {
	return phrase{"Approve them", "Diese genehmigen", "Les approuver", "Aprobarlas"}.in(lang)
}

func SeveralIntro(lang approvals.Language) string {
	return phrase{
		"Tick what you approve, the most urgent first. Each is a decision of its own.",
		"Haken Sie an, was Sie genehmigen, das Dringendste zuerst. Jedes ist eine eigene Entscheidung.",
		"Cochez ce que vous approuvez, le plus urgent d'abord. Chaque case est une décision à part.",
		"Marque lo que aprueba, lo más urgente primero. Cada casilla es una decisión propia.",
	}.in(lang)
}

func NotOffered(lang approvals.Language) string {
	return phrase{
		"These want a click of their own:",
		"Diese brauchen einen eigenen Klick:",
		"Celles-ci demandent un clic à part\u00a0:",
		"Estas piden un clic propio:",
	}.in(lang)
}

func ChooseSome(lang approvals.Language) string {
	return phrase{
		"Tick at least one. Nothing was recorded.",
		"Haken Sie mindestens eines an. Nichts wurde eingetragen.",
		"Cochez au moins une case. Rien n'a été enregistré.",
		"Marque al menos una casilla. No se registró nada.",
	}.in(lang)
}

func NothingTogether(lang approvals.Language) string {
	return phrase{
		"Nothing that waits for you can be approved along with others just now.",
		"Gerade kann nichts, was auf Sie wartet, zusammen mit anderem genehmigt werden.",
		"Rien de ce qui vous attend ne peut être approuvé avec d'autres pour le moment.",
		"Ahora nada de lo que le espera se puede aprobar junto con otras.",
	}.in(lang)
}

// SeveralTaken says that approvals are stored and on their way, and what follows.
func SeveralTaken(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		grammar.CountEnglish(n, "One approval is being recorded.", "approvals are being recorded.")+
			" A message will tell you how all that you ticked has ended.",
		grammar.CountGerman(n, "Eine Genehmigung wird eingetragen.", "Genehmigungen werden eingetragen.")+
			" Eine Nachricht wird sagen, wie alles ausgegangen ist, was Sie angehakt haben.",
		grammar.CountFrench(n, "Une approbation est en cours d'enregistrement.", "approbations sont en cours d'enregistrement.")+
			" Un message vous dira comment s'est terminé tout ce que vous avez coché.",
		grammar.CountSpanish(n, "Una aprobación se está registrando.", "aprobaciones se están registrando.")+
			" Un mensaje le dirá cómo terminó todo lo que marcó.",
	)
}

// SeveralState says how many of several approvals were recorded, how many were not, and how many still wait.
func SeveralState(lang approvals.Language, recorded, refused, waiting int) string {
	separator := grammar.Of(lang, "", ".", grammar.Narrow, grammar.Hard)
	said := []string{grammar.Digits(recorded, separator) + phrase{" recorded", " eingetragen", " enregistrées", " registradas"}.in(lang)}
	if refused > 0 {
		said = append(said, grammar.Digits(refused, separator)+phrase{" not", " nicht", " non", " no"}.in(lang))
	}
	if waiting > 0 {
		said = append(said, grammar.Digits(waiting, separator)+
			phrase{" still waiting", " noch offen", " encore en attente", " todavía en espera"}.in(lang))
	}
	return strings.Join(said, ", ")
}

// bulkRefusal is why an item is not decided along with others; ok is false for all other refusals.
func bulkRefusal(lang approvals.Language, c approvals.RefusalCode) (said string, ok bool) {
	p, ok := map[approvals.RefusalCode]phrase{
		approvals.RefusedBulkOff: {
			"So many items are not approved at once here. Nothing was changed.",
			"So viele Vorgänge werden hier nicht auf einmal genehmigt. Nichts wurde geändert.",
			"Autant de tâches ne s'approuvent pas ici en une fois. Rien n'a été modifié.",
			"Aquí no se aprueban tantas tareas a la vez. No se cambió nada.",
		},
		approvals.RefusedBulkOwn: {
			"You asked for this yourself, or it is for you. Decide it by itself.",
			"Sie haben das selbst beantragt, oder es ist für Sie. Entscheiden Sie es einzeln.",
			"Vous l'avez demandé vous-même, ou c'est pour vous. Décidez-le à part.",
			"Lo solicitó usted mismo, o es para usted. Decídalo por separado.",
		},
		approvals.RefusedBulkUnknown: {
			"It is not certain who asked for this, and for whom. Decide it by itself.",
			"Es ist nicht sicher, wer das beantragt hat und für wen. Entscheiden Sie es einzeln.",
			"Il n'est pas certain qui l'a demandé, et pour qui. Décidez-le à part.",
			"No es seguro quién lo solicitó y para quién. Decídalo por separado.",
		},
		approvals.RefusedBulkViolation: {
			"It violates a policy. Decide it by itself.",
			"Es verstößt gegen eine Richtlinie. Entscheiden Sie es einzeln.",
			"Cela enfreint une règle. Décidez-le à part.",
			"Infringe una política. Decídalo por separado.",
		},
		approvals.RefusedBulkPrivileged: {
			"It asks for privileged access. Decide it by itself.",
			"Es geht um privilegierten Zugriff. Entscheiden Sie es einzeln.",
			"Il s'agit d'un accès privilégié. Décidez-le à part.",
			"Pide un acceso privilegiado. Decídalo por separado.",
		},
		approvals.RefusedBulkRules: {
			"Your company's rules ask for this to be decided by itself.",
			"Nach den Regeln Ihres Unternehmens ist das einzeln zu entscheiden.",
			"Les règles de votre entreprise demandent de décider cela à part.",
			"Las reglas de su empresa piden que esto se decida por separado.",
		},
		approvals.RefusedGivenUp: {
			"IdentityIQ did not take it in time. Decide it in IdentityIQ.",
			"IdentityIQ hat es nicht rechtzeitig angenommen. Entscheiden Sie in IdentityIQ.",
			"IdentityIQ ne l'a pas pris à temps. Décidez dans IdentityIQ.",
			"IdentityIQ no lo tomó a tiempo. Decida en IdentityIQ.",
		},
	}[c]
	return p.in(lang), ok
}
