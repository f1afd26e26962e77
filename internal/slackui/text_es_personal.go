package slackui

import (
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

func spanishPersonal(t *texts) {
	t.sayReminder = func(total, overdue int) string {
		s := "Recordatorio: " + numero(total, "una aprobación le espera", "aprobaciones le esperan")
		if overdue > 0 {
			s += ", " + numero(overdue, "1 vencida", "vencidas")
		}
		return s
	}
	t.sayFoldedReminder = func(total int) string {
		return "Recordatorio: " + numero(total, "una aprobación le esperaba", "aprobaciones le esperaban") + ". Llegó un recordatorio posterior"
	}
	t.sayFurther = func(n int) string { return t.sayMore(n) + "; /approvals las muestra todas" }
	t.saySnoozedToo = func(n int) string { return ", " + numero(n, "una aplazada", "aplazadas") }
	t.sayLater = func(l looping.Later) string {
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
	t.sayRemindAt = func(at time.Time) string {
		return "Se lo recordaré el " + spanishDay(at.Weekday()) + " " + at.Format("2/1/2006, 15:04") +
			", o cuando empiece después su horario de trabajo."
	}
	t.sayTold = func(told approvals.Told) (short, long string) {
		switch told {
		case approvals.ToldDigest:
			return "Solo un resumen", "Un mensaje al empezar cada día laborable, sin tarjetas"
		case approvals.ToldSilent:
			return "Nada por sí solo", "Ni tarjetas ni recordatorios; /approvals sigue respondiendo"
		}
		return "Una tarjeta enseguida", "Y un recordatorio cuando algo espera mucho"
	}
	t.sayHours = func(h approvals.Hours, d approvals.Days) string {
		short := func(day time.Weekday) string { return string([]rune(spanishDay(day))[:3]) }
		return hoursIn(h, daysIn(d, "a", short), "a cualquier hora", "a")
	}
	t.sayWholeDay = func(d time.Weekday) string {
		return [...]string{"Domingo", "Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado"}[d]
	}
	t.sayZone = func(zone string) string {
		if zone == "" {
			return "Slack no indica su zona horaria, así que las horas son UTC."
		}
		return "Su zona horaria, según su perfil de Slack: " + zone + "."
	}
	t.sayPausedUntil = func() string { return "Sin recordatorios antes del" }
}
