package main

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// The owner sets how long the log is kept, by words that people use; whoever has the bot's password does not.
func TestAuditRetentionCommand(t *testing.T) {
	t.Parallel()
	roles := dbtest.TwoRoles(t)
	for _, c := range []struct {
		as, args string
		code     int
		says     string
	}{
		{roles.Bot, "", exitDone, "has set no retention: nothing is removed"},
		{roles.Bot, "--keep 2d", exitFailed, "only the owner of the decision log sets how long it is kept: run this with the DATABASE_URL"},
		{roles.Bot, "--forever", exitFailed, "only the owner"},
		{roles.Owner, "--keep 2555d", exitDone, "rows are removed after 2555d, as " + roles.OwnerRole + " has set at 20"},
		{roles.Bot, "", exitDone, "rows are removed after 2555d"},
		{roles.Owner, "--keep 36h30m", exitDone, "rows are removed after 36h30m0s"},
		{roles.Owner, "--forever", exitDone, "nothing is removed, as " + roles.OwnerRole},
		{roles.Owner, "--keep 23h", exitWrong, "--keep takes days"},
		{roles.Owner, "--keep 0d", exitWrong, "--keep takes days"},
		{roles.Owner, "--keep=-3d", exitWrong, "--keep takes days"},
		{roles.Owner, "--keep 7y", exitWrong, "--keep takes days"},
		{roles.Owner, "--keep 200000d", exitWrong, "--keep takes days"},
		{roles.Owner, "--keep 99999999999999d", exitWrong, "--keep takes days"},
		{roles.Owner, "--keep 2d --forever", exitWrong, "--forever"},
		{roles.Owner, "", exitDone, "nothing is removed, as"},
	} {
		got := play(t, map[string]string{"DATABASE_URL": c.as}, append([]string{"audit", "retention"}, strings.Fields(c.args)...)...)
		if got.code != c.code || !strings.Contains(got.stdout+got.stderr, c.says) {
			t.Errorf("%s: %+v, want code %v and stderr with %v", c.args, got, c.code, c.says)
		}
	}
	got := play(t, map[string]string{"DATABASE_URL": roles.Bot}, "audit", "export")
	if strings.Count(got.stdout, ",command.run,") != 3 || !strings.Contains(got.stdout, "audit retention: 2555d; before: not set") {
		t.Errorf("the log does not tell of it: %+v", got)
	}
}

// What the check says of rows that are gone is no more than can be known.
func TestVerifySaysWhatIsProven(t *testing.T) {
	t.Parallel()
	roles := dbtest.TwoRoles(t)
	owner := dbtest.Open(t, roles.Owner)
	as := map[string]string{"DATABASE_URL": roles.Bot}
	verify := func(want string) {
		t.Helper()
		if got := play(t, as, "audit", "verify"); got.code != exitDone || !strings.Contains(got.stdout, want) {
			t.Errorf("not %q: %+v", want, got)
		}
	}
	for _, keep := range []string{"2d", "3d", "4d"} {
		play(t, map[string]string{"DATABASE_URL": roles.Owner}, "audit", "retention", "--keep", keep)
	}
	verify("3 rows in order, from 1 to 3")
	const gone = `ALTER TABLE audit_log DISABLE TRIGGER audit_refuse; DELETE FROM audit_log WHERE seq <= 2; ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_refuse`
	if _, err := owner.Exec(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	if got := play(t, as, "audit", "verify"); got.code != exitFailed || !strings.Contains(got.stderr, "wrong at row 1: it is missing, and the owner's retention did not remove it") {
		t.Errorf("got %+v, want code %v and stderr with %q",
			got, exitFailed, "wrong at row 1: it is missing, and the owner's retention did not remove it")
	}
	const recorded = `INSERT INTO audit_removals (removed_from, removed_to, last_hash, keep_seconds, claimed_at, claimed_before)
		SELECT 1, 2, prev_hash, 86400, now(), '2020-01-01T00:00:00Z' FROM audit_log; UPDATE audit_head SET removed_to = 2`
	if _, err := owner.Exec(t.Context(), recorded); err != nil {
		t.Fatal(err)
	}
	verify("the rows before 3 were removed by the retention that the log's owner has set")
	if _, err := owner.Exec(t.Context(), `UPDATE audit_removals SET keep_seconds = NULL`); err != nil {
		t.Fatal(err)
	}
	verify("the rows up to 2 were removed before the database kept that retention")
}
