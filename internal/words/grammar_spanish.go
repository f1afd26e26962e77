package words

import "time"

const hard = "\u00a0"

// numero writes a number of things: uno stands for one of them.
func numero(n int, uno, varios string) string {
	if n == 1 {
		return uno
	}
	return Digits(n, hard) + " " + varios
}

func spanishCounts(approved, denied int) string {
	return numero(approved, "1 aprobado", "aprobados") + ", " + numero(denied, "1 rechazado", "rechazados")
}

func spanishDay(d time.Weekday) string {
	return [...]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}[d]
}
