package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/doctor"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

// doctorEnv is a world in which all is well until a test breaks something.
type doctorEnv struct {
	*testing.T
	*demo.World
	env map[string]string
}

func newDoctorEnv(t *testing.T) *doctorEnv {
	t.Helper()
	return newWardIn(t, dbtest.TwoRoles(t).Bot)
}

func newWardIn(t *testing.T, database string) *doctorEnv {
	t.Helper()
	return wardIn(t, demo.Options{DatabaseURL: database, People: 30, Seed: 1})
}

func wardIn(t *testing.T, o demo.Options) *doctorEnv {
	t.Helper()
	w, err := demo.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return &doctorEnv{T: t, World: w, env: w.Settings()}
}

// see runs the doctor and gives what it found.
func (w *doctorEnv) see() (code int, found []doctor.Finding) {
	w.Helper()
	got := play(w.T, w.env, "doctor", "--json")
	var all struct {
		Failed int
		Checks []doctor.Finding
	}
	if err := json.Unmarshal([]byte(got.stdout), &all); err != nil {
		w.Fatalf("exit code %d: %v\n%s%s", got.code, err, got.stdout, got.stderr)
	}
	n := 0
	for _, f := range all.Checks {
		if f.Result == doctor.Fail {
			n++
		}
	}
	if n != all.Failed || (n > 0) != (got.code == exitFailed) {
		w.Errorf("%d failed, %d are counted, exit code %d, want the same, and exit code %d only with failures",
			n, all.Failed, got.code, exitFailed)
	}
	_, secret := w.IIQ.Credentials()
	if strings.Contains(got.stdout+got.stderr, secret) || strings.Contains(got.stdout+got.stderr, "xoxb-sim") {
		w.Error("a secret is shown")
	}
	return got.code, all.Checks
}

func found(all []doctor.Finding, r doctor.Result, check, word string) bool {
	return slices.ContainsFunc(all, func(f doctor.Finding) bool {
		return f.Result == r && f.Check == check && strings.Contains(f.Detail+f.Cure, word)
	})
}

func TestDoctorWhereAllIsWell(t *testing.T) {
	t.Parallel()
	w := newDoctorEnv(t)
	before := w.state()
	code, all := w.see()
	if code != exitDone || !found(all, doctor.OK, "settings", "") || !found(all, doctor.OK, "iiq: filter", "") ||
		!found(all, doctor.OK, "slack: scopes", "") {
		t.Errorf("exit code %d: %+v, want %d, and settings, filter and scopes found good", code, all, exitDone)
	}
	got := play(t, w.env, "doctor")
	lines := regexp.MustCompile(`(?m)^(ok|warn|look|fail) +\S.*$`).FindAllString(got.stdout, -1)
	if got.code != exitDone || len(lines) != len(all) || strings.Count(got.stdout, "\n") != len(all) || got.stderr != "" {
		t.Errorf("exit code %d, %d lines for %d checks:\n%s%s", got.code, len(lines), len(all), got.stdout, got.stderr)
	}
	if after := w.state(); after != before {
		t.Errorf("before: %s\nafter: %s", before, after)
	}
}

// The role that compose.yaml has made passes, also where it is made again, and the one that owns everything does not.
func TestDoctorAndTheRoleOfCompose(t *testing.T) {
	patience.Long(t)
	tool(t, "psql")
	_, owner := dbtest.NewServer(t)
	secrets := t.TempDir()
	write(t, filepath.Join(secrets, "database_url"), owner)
	write(t, filepath.Join(secrets, "bot_database_password"), "it's bad")
	t.Setenv("SECRETS", secrets)
	if out, err := quietly(t, ".", "sh", "deploy/postgres/role.sh").CombinedOutput(); err == nil {
		t.Errorf("a password that an address would have to escape is taken: %s, want an error", out)
	}
	write(t, filepath.Join(secrets, "bot_database_password"), "a-good_one~1.")
	for range 2 {
		check(t, ".", "sh", "deploy/postgres/role.sh")
	}
	u, err := url.Parse(owner)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("approvals_bot", "a-good_one~1.")
	w := newWardIn(t, u.String())
	if code, all := w.see(); code != exitDone || !found(all, doctor.OK, "postgres: rights", "can only be added to") {
		t.Errorf("exit code %d: %+v, want %d, and the log that can only be added to", code, all, exitDone)
	}
	w.env["DATABASE_URL"] = owner
	if code, all := w.see(); code != exitFailed || !found(all, doctor.Fail, "postgres: rights", "is a superuser") {
		t.Errorf("exit code %d: %+v, want %d, and the superuser found", code, all, exitFailed)
	}
}

// state is what the doctor must not change: tables, writes to IIQ, messages and connections in Slack.
func (w *doctorEnv) state() string {
	w.Helper()
	var tables string
	err := dbtest.Open(w, w.DatabaseURL).QueryRow(w.Context(), `SELECT string_agg(t || ' ' || (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || t, false, true, '')))[1]::text, ', ' ORDER BY t)
		FROM (SELECT relname AS t FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r') AS tables`).Scan(&tables)
	if err != nil {
		w.Fatal(err)
	}
	return fmt.Sprintf("%s; %d writes; %d messages; %d sockets", tables, len(w.IIQ.Ledger()), w.Slack.CallsOf("chat.postMessage"),
		w.Slack.Stats().SocketsOpened)
}

// A value of an earlier version is told once, and is no failure.
func TestDoctorTellsOfARetiredValue(t *testing.T) {
	t.Parallel()
	w := newDoctorEnv(t)
	w.env["REVIEW_DECISIONS"] = "entity"
	code, all := w.see()
	told := slices.DeleteFunc(slices.Clone(all), func(f doctor.Finding) bool { return !strings.Contains(f.Detail, "REVIEW_DECISIONS") })
	if code != exitDone || len(told) != 1 || told[0].Result != doctor.Warn || told[0].Check != "settings" ||
		!strings.Contains(told[0].Cure, "REVIEW_DECISIONS to off") {
		t.Errorf(`exit code %d, told %+v, want code %v, a length of 1, Result %v, Check "settings" and Cure with "REVIEW_DECISIONS to off"`,
			code, told, exitDone, doctor.Warn)
	}
}

// A setting that is not there fails, and what is whole is checked all the same.
func TestDoctorWithoutASetting(t *testing.T) {
	t.Parallel()
	w := newDoctorEnv(t)
	delete(w.env, "SLACK_APP_TOKEN")
	code, all := w.see()
	if code != exitFailed || !found(all, doctor.Fail, "settings", "SLACK_APP_TOKEN is not set") ||
		!found(all, doctor.OK, "iiq: token", "") || !found(all, doctor.OK, "postgres: schema", "") {
		t.Errorf("exit code %d: %+v, want %d, SLACK_APP_TOKEN found missing, and IdentityIQ and Postgres found good",
			code, all, exitFailed)
	}
	// A shadow does without this token, and wants to know of the other.
	if !found(all, doctor.OK, "slack: bot token", "") || slices.ContainsFunc(all, func(f doctor.Finding) bool { return f.Check == "slack: app token" }) {
		t.Errorf("without the app-level token: %+v, want a good bot token, and no word of the app token", all)
	}
	delete(w.env, "SLACK_BOT_TOKEN")
	if _, all = w.see(); slices.ContainsFunc(all, func(f doctor.Finding) bool { return strings.HasPrefix(f.Check, "slack: ") }) {
		t.Errorf("Slack was asked: %+v", all)
	}
	if got := play(t, w.env, "doctor"); !strings.HasSuffix(got.stderr, "bot: 2 checks failed\n") {
		t.Errorf("the last line: %q, want \"bot: 2 checks failed\"", got.stderr)
	}
}

func TestDoctorWithWrongSettings(t *testing.T) {
	t.Parallel()
	got := play(t, map[string]string{"IIQ_TIMEOUT": "soon"}, "doctor")
	if got.code != exitWrong || got.stdout != "" || !strings.Contains(got.stderr, "IIQ_TIMEOUT is wrong") {
		t.Errorf(`a wrong value: %+v, want code %v, stdout "" and stderr with "IIQ_TIMEOUT is wrong"`, got, exitWrong)
	}
	got = play(t, nil, "doctor")
	for _, name := range slices.Sorted(maps.Keys(settingstest.Required())) {
		if strings.Count(got.stdout, name+" is not set") != 1 {
			t.Errorf("%s is not told as missing once:\n%s", name, got.stdout)
		}
	}
	if got.code != exitFailed || !strings.Contains(got.stderr, "checks failed") {
		t.Errorf(`nothing is set: %+v, want code %v and stderr with "checks failed"`, got, exitFailed)
	}
}
