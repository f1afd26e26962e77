package main

import (
	"bytes"
	"context"
	"os"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/settings"
)

// played is what one command line did.
type played struct {
	code           int
	stdout, stderr string
}

func play(t *testing.T, env map[string]string, args ...string) played {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, envconfig.MapLookuper(env), &stdout, &stderr)
	return played{code, stdout.String(), stderr.String()}
}

func TestWrongUse(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{}, {"nonsense"}, {"migrate"}, {"migrate", "sideways"}, {"version", "extra"}, {"version", "--nonsense"},
		{"migrate", "down", "--to", "x"}, {"migrate", "down", "--to", "-1"}, {"identity", "show"},
		{"identity", "link", "--slack", "U1"}, {"identity", "list", "--manual", "--unmatched"},
		{"identity", "link", "--slack", "U1", "--identity", "a", "--reason", "b", "--until", "tomorrow"},
	} {
		got := play(t, nil, args...)
		if got.code != exitWrong || got.stdout != "" || !strings.HasPrefix(got.stderr, "bot: wrong use") ||
			strings.Count(got.stderr, "\n") != 1 {
			t.Errorf(`bot %s: %+v, want code %v, stdout "", stderr that begins with "bot: wrong use" and stderr with 1 times "\n"`,
				strings.Join(args, " "), got, exitWrong)
		}
	}
	for way, args := range map[string][]string{"bot": {"nonsense"}, "bot rules": {"rules"}, "bot identity show": {"identity", "show"}} {
		if got := play(t, nil, args...); !strings.HasSuffix(got.stderr, "(try "+way+" --help)\n") {
			t.Errorf("bot %s: %q, want stderr that ends with %v", strings.Join(args, " "), got.stderr, "(try "+way+" --help)\n")
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"migrate", "--help"}, {"identity", "link", "-h"}} {
		got := play(t, nil, args...)
		if got.code != exitDone || !strings.Contains(got.stdout, "Usage: bot") || got.stderr != "" {
			t.Errorf(`bot %s: %+v, want code %v, stdout with "Usage: bot" and stderr ""`, strings.Join(args, " "), got, exitDone)
		}
	}
}

func TestOneLineForEachWrongSetting(t *testing.T) {
	t.Parallel()
	env := map[string]string{"IIQ_URL": "iiq", "IIQ_TIMEOUT": "soon", "IIQ_CLIENT_SECRET": "a\x00b", "LOG_LEVEL": "loud"}
	got := play(t, env, "identity", "sync")
	if got.code != exitWrong || got.stdout != "" {
		t.Fatalf(`got %+v, want code %v and stdout ""`, got, exitWrong)
	}
	want := []string{
		"DATABASE_URL is not set: expected " + settings.DatabaseExpected,
		"IIQ_CLIENT_SECRET is wrong (its value is a secret): expected the secret of the OAuth client, without control characters",
		`IIQ_TIMEOUT is wrong ("soon"): expected a duration of 100ms or more, such as 30s or 5m`,
		`IIQ_URL is wrong ("iiq"): expected an address such as https://host/path, without user, ? and #`,
		"IIQ_CLIENT_ID is not set: expected the id of the OAuth client, without : and control characters",
		`LOG_LEVEL is wrong ("loud"): expected debug, info, warn or error`,
	}
	if got.stderr != strings.Join(want, "\n")+"\n" {
		t.Errorf("printed:\n%swant:\n%s", got.stderr, strings.Join(want, "\n"))
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	got := play(t, nil, "version")
	if got.code != exitDone || !strings.HasPrefix(got.stdout, "version ") || !strings.Contains(got.stdout, "\ngo go1") || got.stderr != "" {
		t.Errorf(`got %+v, want code %d, "version …" and "go go1…" on stdout and nothing on stderr`, got, exitDone)
	}
	for _, tt := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "version unknown\ncommit unknown\ngo unknown\n"},
		{&debug.BuildInfo{GoVersion: "go1.26.8"}, "version unknown\ncommit unknown\ngo go1.26.8\n"},
		{&debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}}},
			"version v1.2.3\ncommit abc (changed)\ngo go1.26.8\n"},
	} {
		var out bytes.Buffer
		if err := printVersion(&out, tt.info); err != nil || out.String() != tt.want {
			t.Errorf("%q, %v; want %q", out.String(), err, tt.want)
		}
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	env := map[string]string{"DATABASE_URL": dbtest.EmptyURL(t), "LOG_LEVEL": "not looked at"}
	steps := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"migrate", "status"}, exitDone, "pending; run: bot migrate up"},
		{[]string{"identity", "list"}, exitFailed, "run: bot migrate up"},
		{[]string{"migrate", "up"}, exitDone, "applied 00003_identities.sql"},
		{[]string{"migrate", "up"}, exitDone, "nothing to do: the schema is up to date"},
		{[]string{"migrate", "status"}, exitDone, "00003_identities.sql: applied 2"},
		{[]string{"migrate", "down", "--to", "3"}, exitDone, "undone 00005_machinery.sql"},
		{[]string{"migrate", "down"}, exitDone, "undone 00003_identities.sql"},
		{[]string{"migrate", "down", "--to", "999"}, exitWrong, "no such migration"},
		{[]string{"migrate", "down", "--to", "0"}, exitDone, "undone 00001"},
		{[]string{"migrate", "down"}, exitDone, "nothing to do"},
	}
	for _, s := range steps {
		if s.args[0] == "identity" {
			delete(env, "LOG_LEVEL")
		}
		got := play(t, env, s.args...)
		if got.code != s.code || !strings.Contains(got.stdout+got.stderr, s.want) {
			t.Fatalf("bot %s: %+v, want code %d and %q", strings.Join(s.args, " "), got, s.code, s.want)
		}
		if results := got.code == exitDone; results != (got.stderr == "") {
			t.Errorf("bot %s: %+v: results belong to standard output, want results %v",
				strings.Join(s.args, " "), got, got.stderr == "")
		}
	}
}

// Every command that uses the database says in a line what is wrong with it, and never that the decision log is.
func TestADatabaseThatIsNotAsItMustBe(t *testing.T) {
	t.Parallel()
	latin := dbtest.EncodedURL(t, "LATIN1")
	readOnly := dbtest.URL(t)
	alter := "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$"
	if _, err := dbtest.Open(t, readOnly).Exec(t.Context(), alter); err != nil {
		t.Fatal(err)
	}
	for command, tc := range map[string]struct{ address, want string }{
		"run":                        {latin, "the database is encoded in LATIN1, and the bot needs UTF8"},
		"migrate up":                 {latin, "the database is encoded in LATIN1, and the bot needs UTF8"},
		"audit verify":               {latin, "the database is encoded in LATIN1, and the bot needs UTF8"},
		"audit export":               {latin, "the database is encoded in LATIN1, and the bot needs UTF8"},
		"identity list":              {latin, "the database is encoded in LATIN1, and the bot needs UTF8"},
		"shadow list":                {dbtest.Pooled(t, latin), "the database is encoded in LATIN1, and the bot needs UTF8"},
		"migrate down":               {readOnly, "the database is read-only"},
		"audit retention":            {readOnly, ""},
		"audit retention --keep 30d": {readOnly, "the database is read-only"},
	} {
		got := play(t, nowhere("DATABASE_URL", tc.address), strings.Fields(command)...)
		if tc.want == "" {
			if got.code != exitDone {
				t.Errorf("bot %s: got %+v, want code %d", command, got, exitDone)
			}
			continue
		}
		lines := strings.Split(strings.TrimSpace(got.stderr), "\n")
		if got.code != exitFailed || !strings.HasPrefix(lines[len(lines)-1], "bot: "+tc.want) || command != "run" && len(lines) != 1 {
			t.Errorf("bot %s: got %+v, want code %d and one line with %q", command, got, exitFailed, tc.want)
		}
	}
}

func TestNoDatabase(t *testing.T) {
	t.Parallel()
	env := map[string]string{"DATABASE_URL": "postgres://bot:a-long-password@127.0.0.1:1/bot?connect_timeout=1"}
	got := play(t, env, "migrate", "status")
	if got.code != exitFailed || !strings.HasPrefix(got.stderr, "bot: ") || strings.Contains(got.stderr, "a-long-password") {
		t.Errorf(`got %+v, want code %v, stderr that begins with "bot: " and stderr without "a-long-password"`, got, exitFailed)
	}
}

func TestStoppedCommandFails(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	code := run(ctx, []string{"migrate", "up"}, envconfig.MapLookuper(map[string]string{"DATABASE_URL": dbtest.EmptyURL(t)}), &out, &out)
	if code != exitFailed {
		t.Errorf("code %d: %s, want %v", code, out.String(), exitFailed)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
