package words

import (
	"strconv"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

// Peers says how many colleagues of the target have an access already.
func Peers(lang approvals.Language, p approvals.Peers) string {
	if p.Have == 0 {
		return nobodyHasIt(lang, p.Scope)
	}
	have, of := strconv.Itoa(p.Have), strconv.Itoa(p.Of)
	if p.Scope == approvals.PeersOfDepartment {
		return phrase{
			have + " of " + of + " colleagues of the same department " + hasIt(p.Have) + " it",
			have + " von " + of + " Personen derselben Abteilung " + hatEs(p.Have) + " es",
			have + " collègues sur " + of + " du même service l'" + a(p.Have),
			have + " de " + of + " colegas del mismo departamento lo " + tiene(p.Have),
		}.in(lang)
	}
	return phrase{
		have + " of " + of + " colleagues of the same manager " + hasIt(p.Have) + " it",
		have + " von " + of + " Personen mit derselben Führungskraft " + hatEs(p.Have) + " es",
		have + " collègues sur " + of + " du même responsable l'" + a(p.Have),
		have + " de " + of + " colegas del mismo responsable lo " + tiene(p.Have),
	}.in(lang)
}

func nobodyHasIt(lang approvals.Language, scope approvals.PeerScope) string {
	if scope == approvals.PeersOfDepartment {
		return phrase{
			"nobody of the same department has it",
			"niemand in derselben Abteilung hat es",
			"personne du même service ne l'a",
			"nadie del mismo departamento lo tiene",
		}.in(lang)
	}
	return phrase{
		"nobody of the same manager has it",
		"niemand mit derselben Führungskraft hat es",
		"personne du même responsable ne l'a",
		"nadie del mismo responsable lo tiene",
	}.in(lang)
}

func one(n int, single, several string) string {
	if n == 1 {
		return single
	}
	return several
}

func hasIt(n int) string { return one(n, "has", "have") }

func hatEs(n int) string { return one(n, "hat", "haben") }

func a(n int) string { return one(n, "a", "ont") }

func tiene(n int) string { return one(n, "tiene", "tienen") }

// Advice is IIQ's own recommendation; its reasons follow.
func Advice(lang approvals.Language, approve bool) string {
	if approve {
		return phrase{
			"IdentityIQ recommends approving",
			"IdentityIQ empfiehlt, zu genehmigen",
			"IdentityIQ recommande d'approuver",
			"IdentityIQ recomienda aprobar",
		}.in(lang)
	}
	return phrase{
		"IdentityIQ recommends denying",
		"IdentityIQ empfiehlt, abzulehnen",
		"IdentityIQ recommande de refuser",
		"IdentityIQ recomienda rechazar",
	}.in(lang)
}

// Risk is IIQ's score with its own word for it, "" where it has none.
func Risk(lang approvals.Language, score int, band string) string {
	s := phrase{"risk", "Risiko", "risque", "riesgo"}.in(lang) + " " + strconv.Itoa(score)
	if band != "" {
		s += " (" + band + ")"
	}
	return s
}

func Classification(lang approvals.Language) string {
	return phrase{"Classification", "Einstufung", "Classification", "Clasificación"}.in(lang)
}

// AccessOwner names whoever is responsible for an access.
func AccessOwner(lang approvals.Language) string {
	return phrase{"Owner of the access", "Verantwortlich für den Zugang", "Responsable de l'accès", "Responsable del acceso"}.in(lang)
}

func NoEnd(lang approvals.Language) string {
	return phrase{"no end date", "kein Enddatum", "pas de date de fin", "sin fecha de fin"}.in(lang)
}

// DecidedBefore says how somebody decided another item of the same request; by is "" where IIQ does not tell.
func DecidedBefore(lang approvals.Language, s approvals.ItemState, by string) string {
	said := phrase{"Approved before", "Zuvor genehmigt", "Déjà approuvé", "Aprobado antes"}
	if s == approvals.StateRejected {
		said = phrase{"Denied before", "Zuvor abgelehnt", "Déjà refusé", "Rechazado antes"}
	}
	if by == "" {
		return said.in(lang)
	}
	return said.in(lang) + phrase{" by ", " von ", " par ", " por "}.in(lang) + by
}

// InPlaceOf names the owner of an item that somebody else decided.
func InPlaceOf(lang approvals.Language, owner string) string {
	return phrase{"for ", "für ", "pour ", "para "}.in(lang) + owner
}

func StillToDecide(lang approvals.Language) string {
	return phrase{"Still to decide", "Noch zu entscheiden", "Doit encore décider", "Falta por decidir"}.in(lang)
}

// TakenBy says which member has taken a workgroup's item.
func TakenBy(lang approvals.Language, by string) string {
	return phrase{by + " has taken this", by + " hat dies übernommen", by + " s'en occupe", by + " se encarga de esto"}.in(lang)
}

func Attachments(lang approvals.Language) string {
	return phrase{"Attachments", "Anhänge", "Pièces jointes", "Archivos adjuntos"}.in(lang)
}

// FileSize is a size as people read it.
func FileSize(lang approvals.Language, bytes int64) string {
	const kilo = 1000
	unit, n := phrase{"bytes", "Bytes", "octets", "bytes"}, bytes
	switch {
	case bytes >= kilo*kilo:
		unit, n = phrase{"MB", "MB", "Mo", "MB"}, (bytes+kilo*kilo/2)/(kilo*kilo)
	case bytes >= kilo:
		unit, n = phrase{"kB", "kB", "ko", "kB"}, (bytes+kilo/2)/kilo
	}
	return grammar.Digits(int(n), phrase{",", ".", grammar.Narrow, grammar.Hard}.in(lang)) + "\u00a0" + unit.in(lang)
}

// GivenOn says who gave the item to whom; either may be "".
func GivenOn(lang approvals.Language, from, to string) string {
	said := phrase{"Forwarded", "Weitergeleitet", "Transféré", "Reenviado"}.in(lang)
	if from != "" {
		said += phrase{" by ", " von ", " par ", " por "}.in(lang) + from
	}
	if to != "" {
		said += phrase{" to ", " an ", " à ", " a "}.in(lang) + to
	}
	return said
}
