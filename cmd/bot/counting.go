package main

import (
	"fmt"
)

// count gives a number with its noun, as people say it: "1 row", "2 rows".
func count[N ~int | ~int64](n N, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
