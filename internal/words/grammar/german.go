package grammar

import "time"

// CountGerman writes a number of things: einer stands for one of them.
func CountGerman(n int, einer, viele string) string {
	if n == 1 {
		return einer
	}
	return Digits(n, ".") + " " + viele
}

// GermanDay names a day of the week.
func GermanDay(d time.Weekday) string {
	return [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}[d]
}
