package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/shadow"
)

// heading is a line of a table that names its columns.
var heading = regexp.MustCompile(`^[A-Z][A-Z ()-]*(\t| {2,})[A-Z]`)

// bareHeading gives a heading of the output that no row follows, "" where there is none.
func bareHeading(out string) string {
	lines := strings.Split(out, "\n")
	for i, line := range lines {
		if heading.MatchString(line) && (i+1 == len(lines) || lines[i+1] == "") {
			return line
		}
	}
	return ""
}

// A command that has nothing to list says why, and what to do next. A heading never stands alone.
func TestListsWithNothingInThemSayWhy(t *testing.T) {
	t.Parallel()
	const read = `UPDATE identity_sync SET run = 1, started_at = '2027-01-31T11:59:00Z', completed_at = '2027-01-31T12:00:00Z', people = 2,
		activity_known = true`
	rules := filepath.Join(t.TempDir(), "rules.yaml")
	write(t, rules, "default:\n  show: masked\n")
	in := inStates(t)
	for _, tc := range []struct {
		command, state, says string
		shadow               bool
	}{
		{command: "identity list",
			says: "0 rows: no identities were read from IdentityIQ yet; `bot run` reads them when it starts, and `bot identity sync`"},
		{command: "identity list --unmatched", says: "no identities were read from IdentityIQ yet"},
		{command: "identity list --ambiguous", says: "no identities were read from IdentityIQ yet"},
		{command: "identity list --manual", says: "no identities were read from IdentityIQ yet"},
		{command: "identity list --unreachable", says: "no identities were read from IdentityIQ yet"},
		{command: "identity list", state: `UPDATE identity_sync SET run = 1, started_at = '2027-01-31T12:00:00Z'`,
			says: "0 rows: the identities are being read from IdentityIQ since 2027-01-31T12:00:00Z; ask again when that has ended"},
		{command: "identity list", state: `UPDATE identity_sync SET run = 1, started_at = now(), last_error = 'no answer'`,
			says: "could not be read from IdentityIQ (no answer); `bot doctor` says what is wrong"},
		{command: "identity list", state: read, says: "nobody is matched yet; a person is when their first card goes out, or when " +
			"they ask the bot something (2 active people were read from IdentityIQ at 2027-01-31T12:00:00Z)"},
		{command: "identity list", state: strings.Replace(read, "people = 2", "people = 0", 1),
			says: "IdentityIQ listed no active person at 2027-01-31T12:00:00Z; see which rights"},
		{command: "identity list", state: strings.Replace(read, "activity_known = true", "activity_known = false", 1),
			says: "IdentityIQ does not tell who is active, so nobody is matched; see IIQ_ACTIVE_FILTER"},
		{command: "identity list --manual", state: read, says: "nobody is matched by hand; `bot identity link` does that (2 active people"},
		{command: "identity list --unmatched", state: read, says: "every Slack user who asked so far has a match"},
		{command: "identity list --ambiguous", state: read, says: "no address that was looked for so far stands for several"},
		{command: "identity list --unreachable", state: read, says: "everybody who was to get a card so far has a Slack user"},
		{command: "shadow list", says: "0 messages: this database belongs to no shadow; start one with `bot run --shadow`"},
		{command: "shadow list", shadow: true, says: "0 messages: the shadow would have sent nothing yet; `bot shadow summary`"},
		{command: "shadow list --kind card", shadow: true, says: "no message fits --since, --who and --kind together"},
		{command: "shadow summary", shadow: true, says: "it would have sent nothing yet; cards follow when"},
		{command: "rules try " + rules, says: "there are no open work items here to try the rules on"},
		{command: "rules try --all " + rules, says: "the file has no rules; its default holds for every item"},
		{command: "audit export", says: "0 rows: the log is empty; the first decision"},
		{command: "audit export --who nobody", says: "0 rows: nothing in the log fits these options together"},
		{command: "audit report", says: "0 lines: nothing was approved through the bot yet"},
		{command: "audit report --application SAP", says: "0 lines: nothing in the log fits these options together"},
		{command: "audit verify", says: "0 rows: the log is empty"},
	} {
		url := in(tc.state, tc.shadow)
		t.Run(tc.command+" "+tc.state, func(t *testing.T) {
			t.Parallel()
			got := play(t, map[string]string{"DATABASE_URL": url}, strings.Fields(tc.command)...)
			if got.code != exitDone || !strings.Contains(got.stdout+got.stderr, tc.says) {
				t.Errorf("got %+v, want code %d and %q", got, exitDone, tc.says)
			}
			if bare := bareHeading(got.stdout); bare != "" {
				t.Errorf("got the heading %q alone in %q, want a heading only above rows", bare, got.stdout)
			}
		})
	}
}

// inStates gives the address of a database in a state. It is made once, since the commands that list change nothing in it.
func inStates(t *testing.T) func(state string, ofShadow bool) string {
	t.Helper()
	made := map[string]string{}
	return func(state string, ofShadow bool) string {
		t.Helper()
		key := fmt.Sprint(ofShadow, state)
		if url, there := made[key]; there {
			return url
		}
		url := dbtest.URL(t)
		made[key] = url
		pool := dbtest.Open(t, url)
		if ofShadow {
			if err := shadow.Claim(t.Context(), pool, shadow.ModeShadow); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := pool.Exec(t.Context(), state); err != nil {
			t.Fatal(err)
		}
		return url
	}
}

// Every heading of a table is printed by headed, which leaves it out where no row follows.
func TestEveryHeadingWaitsForARow(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %v, %v, want the files of the command", files, err)
	}
	literal, found := regexp.MustCompile(`"(\\n)?[A-Z][A-Z ()-]*\\t[A-Z]`), 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(text), "\n") {
			if !literal.MatchString(line) {
				continue
			}
			if found++; !strings.Contains(line, "headed(") {
				t.Errorf("%s:%d: got a heading that is printed at once, want it given to headed", file, n+1)
			}
		}
	}
	if found < 5 {
		t.Errorf("got %d headings, want to find those that there are", found)
	}
}
