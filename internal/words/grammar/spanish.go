package grammar

import "time"

// Hard is the space between groups of Spanish digits.
const Hard = "\u00a0"

// CountSpanish writes a number of things: uno stands for one of them.
func CountSpanish(n int, uno, varios string) string {
	if n == 1 {
		return uno
	}
	return Digits(n, Hard) + " " + varios
}

// SpanishDay names a day of the week.
func SpanishDay(d time.Weekday) string {
	return [...]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}[d]
}
