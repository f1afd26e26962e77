package words

import (
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func RemindLater(lang approvals.Language) string {
	return phrase{
		"Remind me later",
		"Später erinnern",
		"Rappeler plus tard",
		"Recordar más tarde",
	}.in(lang)
}

func RemindMe(lang approvals.Language) string {
	return phrase{"Remind me", "Erinnern", "Rappeler", "Recordar"}.in(lang)
}

func When(lang approvals.Language) string { return phrase{"When", "Wann", "Quand", "Cuándo"}.in(lang) }

func Date(lang approvals.Language) string { return phrase{"Date", "Datum", "Date", "Fecha"}.in(lang) }

func Save(lang approvals.Language) string {
	return phrase{"Save", "Speichern", "Enregistrer", "Guardar"}.in(lang)
}

func SnoozedUntil(lang approvals.Language) string {
	return phrase{
		"Snoozed until",
		"Erinnerung am",
		"Rappel le",
		"Recordatorio el",
	}.in(lang)
}

func DateHint(lang approvals.Language) string {
	return phrase{
		"Only for a certain date.",
		"Nur für ein bestimmtes Datum.",
		"Seulement pour une date précise.",
		"Solo para una fecha concreta.",
	}.in(lang)
}

// Reminder begins with the word by which people know a reminder.
func Reminder(lang approvals.Language, total int, overdue int) string {
	return grammar.Of(lang,
		func(total, overdue int) string {
			s := "Reminder: " + grammar.CountEnglish(total, "one approval waits for you", "approvals wait for you")
			if overdue > 0 {
				s += fmt.Sprintf(", %d overdue", overdue)
			}
			return s
		},
		func(total, overdue int) string {
			s := "Erinnerung: " + grammar.CountGerman(total, "eine Genehmigung wartet auf Sie", "Genehmigungen warten auf Sie")
			if overdue > 0 {
				s += ", " + grammar.Digits(overdue, ".") + " überfällig"
			}
			return s
		},
		func(total, overdue int) string {
			s := "Rappel\u00a0: " + grammar.CountFrench(total, "une approbation vous attend", "approbations vous attendent")
			if overdue > 0 {
				s += ", " + grammar.Digits(overdue, grammar.Narrow) + " en retard"
			}
			return s
		},
		func(total, overdue int) string {
			s := "Recordatorio: " + grammar.CountSpanish(total, "una aprobación le espera", "aprobaciones le esperan")
			if overdue > 0 {
				s += ", " + grammar.CountSpanish(overdue, "1 vencida", "vencidas")
			}
			return s
		},
	)(total, overdue)
}

func FoldedReminder(lang approvals.Language, total int) string {
	return grammar.Of(lang,
		func(total int) string {
			return "Reminder: " + grammar.CountEnglish(total, "one approval waited for you", "approvals waited for you") +
				". A later reminder came"
		},
		func(total int) string {
			return "Erinnerung: " + grammar.CountGerman(total, "eine Genehmigung wartete auf Sie", "Genehmigungen warteten auf Sie") +
				". Eine spätere Erinnerung kam"
		},
		func(total int) string {
			return "Rappel\u00a0: " + grammar.CountFrench(total, "une approbation vous attendait", "approbations vous attendaient") +
				". Un rappel plus récent est venu"
		},
		func(total int) string {
			return "Recordatorio: " + grammar.CountSpanish(total, "una aprobación le esperaba", "aprobaciones le esperaban") +
				". Llegó un recordatorio posterior"
		},
	)(total)
}

func Further(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		func(n int) string {
			return fmt.Sprintf("%s; /approvals lists them all", More(lang, n))
		},
		func(n int) string { return More(lang, n) + "; /approvals zeigt alle" },
		func(n int) string { return More(lang, n) + "\u00a0; /approvals les montre toutes" },
		func(n int) string { return More(lang, n) + "; /approvals las muestra todas" },
	)(n)
}

func SnoozedToo(lang approvals.Language, n int) string {
	return grammar.Of(lang,
		func(n int) string { return fmt.Sprintf(", %d snoozed", n) },
		func(n int) string { return ", " + grammar.Digits(n, ".") + " zurückgestellt" },
		func(n int) string { return ", " + grammar.CountFrench(n, "une reportée", "reportées") },
		func(n int) string { return ", " + grammar.CountSpanish(n, "una aplazada", "aplazadas") },
	)(n)
}

func Later(lang approvals.Language, l looping.Later) string {
	return grammar.Of(lang, englishLater, germanLater, frenchLater, spanishLater)(l)
}

func englishLater(l looping.Later) string {
	switch l {
	case looping.LaterHour:
		return "In one hour"
	case looping.LaterTomorrow:
		return "Tomorrow morning"
	case looping.LaterWorkday:
		return "On the next working day"
	case looping.LaterDate:
		return "On a certain date"
	}
	return "As usual, not later"
}

func germanLater(l looping.Later) string {
	switch l {
	case looping.LaterHour:
		return "In einer Stunde"
	case looping.LaterTomorrow:
		return "Morgen früh"
	case looping.LaterWorkday:
		return "Am nächsten Arbeitstag"
	case looping.LaterDate:
		return "An einem bestimmten Datum"
	}
	return "Wie gewohnt, nicht später"
}

func frenchLater(l looping.Later) string {
	switch l {
	case looping.LaterHour:
		return "Dans une heure"
	case looping.LaterTomorrow:
		return "Demain matin"
	case looping.LaterWorkday:
		return "Le prochain jour ouvré"
	case looping.LaterDate:
		return "À une date précise"
	}
	return "Comme d'habitude, pas plus tard"
}

func spanishLater(l looping.Later) string {
	switch l {
	case looping.LaterHour:
		return "Dentro de una hora"
	case looping.LaterTomorrow:
		return "Mañana por la mañana"
	case looping.LaterWorkday:
		return "El próximo día laborable"
	case looping.LaterDate:
		return "En una fecha concreta"
	}
	return "Como de costumbre, no más tarde"
}

func RemindAt(lang approvals.Language, at time.Time) string {
	return grammar.Of(lang,
		func(at time.Time) string {
			return "I will remind you of it on " + at.Format("Monday, 2 January 2006, 15:04") +
				", or when your working hours begin after that."
		},
		func(at time.Time) string {
			return "Ich erinnere Sie daran am " + grammar.GermanDay(at.Weekday()) + ", " + at.Format("2.1.2006") + ", um " +
				at.Format("15:04") +
				" Uhr, oder wenn danach Ihre Arbeitszeit beginnt."
		},
		func(at time.Time) string {
			return "Je vous le rappellerai le " + grammar.FrenchDay(at.Weekday()) + " " + at.Format("02/01/2006 à 15:04") +
				", ou au début de vos heures de travail après cela."
		},
		func(at time.Time) string {
			return "Se lo recordaré el " + grammar.SpanishDay(at.Weekday()) + " " + at.Format("2/1/2006, 15:04") +
				", o cuando empiece después su horario de trabajo."
		},
	)(at)
}
