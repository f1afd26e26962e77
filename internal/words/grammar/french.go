package grammar

import "time"

// Narrow is the space between groups of French digits.
const Narrow = "\u202f"

// CountFrench writes a number of things: un stands for one of them.
func CountFrench(n int, un, plusieurs string) string {
	if n == 1 {
		return un
	}
	return Digits(n, Narrow) + " " + plusieurs
}

// FrenchDay names a day of the week.
func FrenchDay(d time.Weekday) string {
	return [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}[d]
}
