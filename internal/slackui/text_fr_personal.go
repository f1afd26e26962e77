package slackui

import (
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

func frenchPersonal(t *texts) {
	t.sayReminder = func(total, overdue int) string {
		s := "Rappel\u00a0: " + nombre(total, "une approbation vous attend", "approbations vous attendent")
		if overdue > 0 {
			s += ", " + digits(overdue, narrow) + " en retard"
		}
		return s
	}
	t.sayFoldedReminder = func(total int) string {
		return "Rappel\u00a0: " + nombre(total, "une approbation vous attendait", "approbations vous attendaient") + ". Un rappel plus récent est venu"
	}
	t.sayFurther = func(n int) string { return t.sayMore(n) + "\u00a0; /approvals les montre toutes" }
	t.saySnoozedToo = func(n int) string { return ", " + nombre(n, "une reportée", "reportées") }
	t.sayLater = func(l looping.Later) string {
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
	t.sayRemindAt = func(at time.Time) string {
		return "Je vous le rappellerai le " + frenchDay(at.Weekday()) + " " + at.Format("02/01/2006 à 15:04") +
			", ou au début de vos heures de travail après cela."
	}
	t.sayTold = func(told approvals.Told) (short, long string) {
		switch told {
		case approvals.ToldDigest:
			return "Un résumé seulement", "Un message au début de chaque jour ouvré, sans cartes"
		case approvals.ToldSilent:
			return "Rien spontanément", "Ni cartes ni rappels ; /approvals répond toujours"
		}
		return "Une carte tout de suite", "Et un rappel quand cela attend longtemps"
	}
	t.sayHours = func(h approvals.Hours, d approvals.Days) string {
		return hoursIn(h, daysIn(d, "à", func(day time.Weekday) string { return frenchDay(day)[:3] }), "à toute heure", "à")
	}
	t.sayWholeDay = func(d time.Weekday) string { return strings.ToUpper(frenchDay(d)[:1]) + frenchDay(d)[1:] }
	t.sayZone = func(zone string) string {
		if zone == "" {
			return "Slack n'indique pas votre fuseau horaire, les heures sont donc en UTC."
		}
		return "Votre fuseau horaire, d'après votre profil Slack : " + zone + "."
	}
	t.sayPausedUntil = func() string { return "Aucun rappel avant le" }
}
