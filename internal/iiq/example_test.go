package iiq_test

import (
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq"
)

// A filter escapes what it is given, and a value that cannot be escaped makes it an error.
func ExampleFilter() {
	fmt.Println(iiq.Eq("name", `O"Hara`))
	fmt.Println(iiq.AtLeast("modified", time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)))
	fmt.Println(iiq.In("id", "7f01", "7f02"))
	fmt.Println(iiq.Eq("name; drop", "x").Err() != nil)
	// Output:
	// name == "O\"Hara"
	// modified >= DATE$1795910400000
	// id.in({"7f01","7f02"})
	// true
}
