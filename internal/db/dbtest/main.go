package dbtest

import (
	"flag"
	"os"
	"testing"
)

// checks is how often a property is checked on the database, where each time costs a fifth of a second.
const checks = "30"

// Main runs the tests of a package whose properties are checked on the database: [checks] times each and not rapid's
// hundred, unless the flag -rapid.checks says otherwise. It ends the process.
func Main(m *testing.M) {
	// Command line flags are read after this, and win.
	if flag.Lookup("rapid.checks") != nil {
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
