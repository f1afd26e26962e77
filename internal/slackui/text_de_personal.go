package slackui

import (
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

func germanPersonal(t *texts) {
	t.sayReminder = func(total, overdue int) string {
		s := "Erinnerung: " + zahl(total, "eine Genehmigung wartet auf Sie", "Genehmigungen warten auf Sie")
		if overdue > 0 {
			s += ", " + digits(overdue, ".") + " überfällig"
		}
		return s
	}
	t.sayFoldedReminder = func(total int) string {
		return "Erinnerung: " + zahl(total, "eine Genehmigung wartete auf Sie", "Genehmigungen warteten auf Sie") + ". Eine spätere Erinnerung kam"
	}
	t.sayFurther = func(n int) string { return t.sayMore(n) + "; /approvals zeigt alle" }
	t.saySnoozedToo = func(n int) string { return ", " + digits(n, ".") + " zurückgestellt" }
	t.sayLater = func(l looping.Later) string {
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
	t.sayRemindAt = func(at time.Time) string {
		return "Ich erinnere Sie daran am " + germanDay(at.Weekday()) + ", " + at.Format("2.1.2006") + ", um " + at.Format("15:04") +
			" Uhr, oder wenn danach Ihre Arbeitszeit beginnt."
	}
	t.sayTold = func(told approvals.Told) (short, long string) {
		switch told {
		case approvals.ToldDigest:
			return "Nur eine Zusammenfassung", "Eine Nachricht zu Beginn jedes Arbeitstages, keine Karten"
		case approvals.ToldSilent:
			return "Nichts von selbst", "Keine Karten und keine Erinnerungen; fragen mit /approvals geht"
		}
		return "Sofort eine Karte", "Und eine Erinnerung, wenn etwas lange wartet"
	}
	t.sayHours = func(h approvals.Hours, d approvals.Days) string {
		return hoursIn(h, daysIn(d, "bis", func(day time.Weekday) string { return germanDay(day)[:2] }), "zu jeder Zeit", "bis")
	}
	t.sayWholeDay = germanDay
	t.sayZone = func(zone string) string {
		if zone == "" {
			return "Slack nennt Ihre Zeitzone nicht, daher gelten die Zeiten in UTC."
		}
		return "Ihre Zeitzone laut Slack-Profil: " + zone + "."
	}
	t.sayPausedUntil = func() string { return "Keine Erinnerungen vor" }
}
