package words

import "time"

const narrow = "\u202f"

// nombre writes a number of things: un stands for one of them.
func nombre(n int, un, plusieurs string) string {
	if n == 1 {
		return un
	}
	return Digits(n, narrow) + " " + plusieurs
}

func frenchCounts(approved, denied int) string {
	return nombre(approved, "1 approuvé", "approuvés") + ", " + nombre(denied, "1 refusé", "refusés")
}

func frenchDay(d time.Weekday) string {
	return [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}[d]
}
