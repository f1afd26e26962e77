package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// decides writes a decision into the log, made some seconds after its card was posted.
func decides(t *testing.T, address, id, who, owner, verdict string, after time.Duration) {
	t.Helper()
	pool := dbtest.Open(t, address)
	person := &audit.Who{IdentityID: "id-" + who, IdentityName: who, DisplayName: who}
	item := &audit.Item{ID: "w" + id, Owner: &audit.Ref{ID: "id-" + owner, Name: owner}}
	for _, kind := range []audit.Kind{audit.DecisionClicked, audit.DecisionRecorded} {
		e := audit.Entry{Kind: kind, DecisionID: id, Verdict: verdict, Who: person, Item: item}
		if kind == audit.DecisionClicked && after > 0 {
			e.Shown = &audit.Shown{Posted: time.Now().Add(-after)}
		}
		if err := audit.Append(t.Context(), db.New(pool), e); err != nil {
			t.Fatal(err)
		}
	}
}

// The reports for people, word by word.
func TestHabitsAreReported(t *testing.T) {
	t.Parallel()
	address := dbtest.URL(t)
	for _, d := range []struct {
		id, who, owner, verdict string
		after                   time.Duration
	}{
		{"1", "Sam Okoye", "Ledger Owners", "approve", 3 * time.Hour},
		{"2", "Kim Lee", "Ledger Owners", "deny", 5 * time.Hour},
		{"3", "Kim Lee", "Ledger Owners", "approve", 4 * time.Hour},
		{"4", "Kim Lee", "Kim Lee", "approve", 72 * time.Hour},
		{"5", "Sam Okoye", "\x1b[31mRed", "", 0},
	} {
		decides(t, address, d.id, d.who, d.owner, d.verdict, d.after)
	}
	month := time.Now().UTC().Format("2006-01")
	for _, c := range []struct{ habits, args, golden string }{
		{"groups", "", "habits_groups.txt"}, {"people", "", "habits_people.txt"}, {"people", "--until 2020-01-01", "habits_none.txt"},
		{"groups", "--format csv", "habits_groups.csv"},
	} {
		got := play(t, map[string]string{"DATABASE_URL": address, "HABITS": c.habits},
			append([]string{"audit", "report", "--habits"}, strings.Fields(c.args)...)...)
		want, err := os.ReadFile(filepath.Join("testdata", c.golden))
		if err != nil {
			t.Fatal(err)
		}
		said := strings.ReplaceAll(got.stdout+"---\n"+got.stderr, month, "MONTH")
		if strings.HasSuffix(c.golden, ".csv") {
			said = regexp.MustCompile(`,\d{4,}(\.\d)?,`).ReplaceAllString(said, ",SECONDS,")
		}
		if got.code != exitDone || said != string(want) {
			t.Errorf("%s %s: code %d\n%s\nwant\n%s", c.habits, c.args, got.code, said, want)
		}
	}
}

func TestHabitsWantASetting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ habits, args, says string }{
		{"", "--habits", "HABITS is off, so nothing is shown of how people decide: set it to groups"},
		{"off", "--habits --format csv", "HABITS is off"},
		{"everybody", "--habits", `HABITS is wrong ("everybody"): expected off or groups or people`},
		{"groups", "--habits --application IIQ", "--application does not go with --habits"},
		{"groups", "--habits --format xml", "--format"},
		{"groups", "--format jsonl", "--format jsonl belongs to --habits"},
		{"groups", "--habits --since tomorrow", "--since"},
	} {
		got := play(t, map[string]string{"HABITS": c.habits}, append([]string{"audit", "report"}, strings.Fields(c.args)...)...)
		if got.code != exitWrong || got.stdout != "" || !strings.Contains(got.stderr, c.says) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("HABITS=%s %s: got %+v, want code %d and one line with %q", c.habits, c.args, got, exitWrong, c.says)
		}
	}
}
