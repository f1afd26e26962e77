package grammar

// CountEnglish writes a number of things: one stands for one of them, many follows the digits.
func CountEnglish(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return Digits(n, ",") + " " + many
}
