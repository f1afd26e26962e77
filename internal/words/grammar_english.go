package words

func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return Digits(n, ",") + " " + many
}
