package words

import (
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func MySettings(lang approvals.Language) string {
	return phrase{
		"My settings",
		"Meine Einstellungen",
		"Mes réglages",
		"Mis ajustes",
	}.in(lang)
}

func ChangeSettings(lang approvals.Language) string {
	return phrase{
		"Change settings",
		"Einstellungen ändern",
		"Modifier les réglages",
		"Cambiar los ajustes",
	}.in(lang)
}

func NewItems(lang approvals.Language) string {
	return phrase{
		"New items",
		"Neue Vorgänge",
		"Nouvelles tâches",
		"Tareas nuevas",
	}.in(lang)
}

func RemindFrom(lang approvals.Language) string {
	return phrase{
		"Reminders from",
		"Erinnerungen ab",
		"Rappels à partir de",
		"Recordatorios desde",
	}.in(lang)
}

func RemindTo(lang approvals.Language) string {
	return phrase{
		"Reminders until",
		"Erinnerungen bis",
		"Rappels jusqu'à",
		"Recordatorios hasta",
	}.in(lang)
}

func RemindDays(lang approvals.Language) string {
	return phrase{
		"Reminders on",
		"Erinnerungen am",
		"Rappels les",
		"Recordatorios los",
	}.in(lang)
}

func PauseUntil(lang approvals.Language) string {
	return phrase{
		"No reminders before",
		"Keine Erinnerungen vor",
		"Aucun rappel avant le",
		"Sin recordatorios antes del",
	}.in(lang)
}

func PauseHint(lang approvals.Language) string {
	return phrase{
		"Cards of new items come all the same. Leave it empty to be reminded as usual.",
		"Karten neuer Vorgänge kommen trotzdem. Leer heißt: Erinnerungen wie gewohnt.",
		"Les cartes des nouvelles tâches arrivent quand même. Laissez vide pour les rappels habituels.",
		"Las tarjetas de tareas nuevas llegan igualmente. Déjelo vacío para los recordatorios habituales.",
	}.in(lang)
}

func AlwaysHint(lang approvals.Language) string {
	return phrase{
		"00:00 to 00:00 is the whole day.",
		"00:00 bis 00:00 ist der ganze Tag.",
		"De 00:00 à 00:00, c'est toute la journée.",
		"De 00:00 a 00:00 es todo el día.",
	}.in(lang)
}

func Told(lang approvals.Language, t approvals.Delivery) (short string, long string) {
	return grammar.Of(lang,
		func(t approvals.Delivery) (short, long string) {
			switch t {
			case approvals.DeliveryDigest:
				return "A digest only", "One message at the beginning of each working day, no cards"
			case approvals.DeliverySilent:
				return "Nothing by itself", "No cards and no reminders; asking with /approvals works"
			}
			return "A card at once", "And a reminder when it waits for long"
		},
		func(told approvals.Delivery) (short, long string) {
			switch told {
			case approvals.DeliveryDigest:
				return "Nur eine Zusammenfassung", "Eine Nachricht zu Beginn jedes Arbeitstages, keine Karten"
			case approvals.DeliverySilent:
				return "Nichts von selbst", "Keine Karten und keine Erinnerungen; fragen mit /approvals geht"
			}
			return "Sofort eine Karte", "Und eine Erinnerung, wenn etwas lange wartet"
		},
		func(told approvals.Delivery) (short, long string) {
			switch told {
			case approvals.DeliveryDigest:
				return "Un résumé seulement", "Un message au début de chaque jour ouvré, sans cartes"
			case approvals.DeliverySilent:
				return "Rien spontanément", "Ni cartes ni rappels ; /approvals répond toujours"
			}
			return "Une carte tout de suite", "Et un rappel quand cela attend longtemps"
		},
		func(told approvals.Delivery) (short, long string) {
			switch told {
			case approvals.DeliveryDigest:
				return "Solo un resumen", "Un mensaje al empezar cada día laborable, sin tarjetas"
			case approvals.DeliverySilent:
				return "Nada por sí solo", "Ni tarjetas ni recordatorios; /approvals sigue respondiendo"
			}
			return "Una tarjeta enseguida", "Y un recordatorio cuando algo espera mucho"
		},
	)(t)
}

// Hours says when reminders come; "" when that is not known.
func Hours(lang approvals.Language, h approvals.Hours, d approvals.Days) string {
	return grammar.Of(lang,
		func(h approvals.Hours, d approvals.Days) string {
			return hoursIn(h, daysIn(d, "to", func(day time.Weekday) string { return day.String()[:3] }), "at any time", "to")
		},
		func(h approvals.Hours, d approvals.Days) string {
			return hoursIn(h, daysIn(d, "bis", func(day time.Weekday) string { return grammar.GermanDay(day)[:2] }), "zu jeder Zeit", "bis")
		},
		func(h approvals.Hours, d approvals.Days) string {
			return hoursIn(h, daysIn(d, "à", func(day time.Weekday) string { return grammar.FrenchDay(day)[:3] }), "à toute heure", "à")
		},
		func(h approvals.Hours, d approvals.Days) string {
			short := func(day time.Weekday) string { return string([]rune(grammar.SpanishDay(day))[:3]) }
			return hoursIn(h, daysIn(d, "a", short), "a cualquier hora", "a")
		},
	)(h, d)
}

func WholeDay(lang approvals.Language, d time.Weekday) string {
	return grammar.Of(lang,
		func(d time.Weekday) string { return d.String() },
		grammar.GermanDay,
		func(d time.Weekday) string {
			return strings.ToUpper(grammar.FrenchDay(d)[:1]) + grammar.FrenchDay(d)[1:]
		},
		func(d time.Weekday) string {
			return [...]string{"Domingo", "Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado"}[d]
		},
	)(d)
}

func Zone(lang approvals.Language, zone string) string {
	return grammar.Of(lang,
		func(zone string) string {
			if zone == "" {
				return "Slack does not tell your time zone, so times are in UTC."
			}
			return "Your time zone, from your Slack profile: " + zone + "."
		},
		func(zone string) string {
			if zone == "" {
				return "Slack nennt Ihre Zeitzone nicht, daher gelten die Zeiten in UTC."
			}
			return "Ihre Zeitzone laut Slack-Profil: " + zone + "."
		},
		func(zone string) string {
			if zone == "" {
				return "Slack n'indique pas votre fuseau horaire, les heures sont donc en UTC."
			}
			return "Votre fuseau horaire, d'après votre profil Slack : " + zone + "."
		},
		func(zone string) string {
			if zone == "" {
				return "Slack no indica su zona horaria, así que las horas son UTC."
			}
			return "Su zona horaria, según su perfil de Slack: " + zone + "."
		},
	)(zone)
}

func PausedUntil(lang approvals.Language) string {
	return grammar.Of(lang,
		func() string { return "No reminders before" },
		func() string { return "Keine Erinnerungen vor" },
		func() string { return "Aucun rappel avant le" },
		func() string { return "Sin recordatorios antes del" },
	)()
}

// daysIn names days from Monday on, three and more in a row as a range.
func daysIn(d approvals.Days, to string, name func(time.Weekday) string) string {
	var parts []string
	day := func(n int) string { return name(time.Weekday((n + 1) % 7)) }
	for n := 0; n < 7; n++ {
		first := n
		for n < 7 && d[(n+1)%7] {
			n++
		}
		switch n - first {
		case 0:
		case 1:
			parts = append(parts, day(first))
		case 2:
			parts = append(parts, day(first), day(first+1))
		default:
			parts = append(parts, day(first)+" "+to+" "+day(n-1))
		}
	}
	return strings.Join(parts, ", ")
}

// hoursIn says when reminders come; "" when that is not known.
func hoursIn(h approvals.Hours, days, always, to string) string {
	switch {
	case h == (approvals.Hours{}) || days == "":
		return ""
	case h.From == 0 && h.To == 24*time.Hour:
		return days + ", " + always
	}
	return days + ", " + ClockTime(h.From) + " " + to + " " + ClockTime(h.To)
}

// ClockTime is a time of day as Slack's own fields have it: the end of the day is 00:00.
func ClockTime(d time.Duration) string {
	return time.Time{}.Add(d).Format("15:04")
}
