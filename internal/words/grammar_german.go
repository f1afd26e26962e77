package words

import "time"

// zahl writes a number of things: einer stands for one of them.
func zahl(n int, einer, viele string) string {
	if n == 1 {
		return einer
	}
	return Digits(n, ".") + " " + viele
}

func germanDay(d time.Weekday) string {
	return [...]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}[d]
}
