package dbtest

import (
	"flag"
	"os"
	"strconv"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// checks is how often a property is checked on the database, where each time costs a fifth of a second; fewChecks where nobody
// asks for the long tests.
const checks, fewChecks = 30, 5

// atOnce is how many tests run side by side, since each waits for Postgres half of its time.
const atOnce = 4

// Main runs the tests of a package that works on the database, four side by side where they may. Properties are checked 5 times
// each, 30 times with LONG_TESTS, and not rapid's hundred, unless the flag -rapid.checks says otherwise. It ends the process.
func Main(m *testing.M) {
	// Command line flags are read after this, and win.
	if flag.Lookup("rapid.checks") != nil {
		if err := flag.Set("rapid.checks", strconv.Itoa(patience.Few(fewChecks, checks))); err != nil {
			panic(err)
		}
	}
	patience.AtOnce(atOnce)
	os.Exit(m.Run())
}
