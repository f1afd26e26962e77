package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// people starts a simulated IIQ with two people, and returns the settings of a bot on a database of its own.
func people(t *testing.T) (map[string]string, *iiqsim.Sim) {
	t.Helper()
	sim := iiqsim.New(iiqsim.Options{})
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	for _, name := range []string{"Sam.Okoye", "Lee.Quinn"} {
		if _, err := sim.AddIdentity(iiqsim.Identity{Name: name, DisplayName: strings.ReplaceAll(name, ".", " "),
			Email: name + "@example.com"}); err != nil {
			t.Fatal(err)
		}
	}
	id, secret := sim.Credentials()
	return map[string]string{
		"DATABASE_URL": dbtest.URL(t), "IIQ_URL": sim.Root(base), "IIQ_CLIENT_ID": id, "IIQ_CLIENT_SECRET": secret,
		"LOG_LEVEL": "error",
	}, sim
}

// expect plays a command line and wants its code, and each text in what it printed.
func expect(t *testing.T, env map[string]string, code int, args []string, texts ...string) {
	t.Helper()
	got := play(t, env, args...)
	if got.code != code {
		t.Errorf("bot %s: %+v, want code %d", strings.Join(args, " "), got, code)
	}
	for _, text := range texts {
		if !strings.Contains(got.stdout+got.stderr, text) {
			t.Errorf("bot %s printed %q%q, want %q", strings.Join(args, " "), got.stdout, got.stderr, text)
		}
	}
}

func TestIdentityByHand(t *testing.T) {
	t.Parallel()
	env, _ := people(t)
	expect(t, env, exitDone, []string{"identity", "sync"}, "read 2 identities: 2 active people")
	expect(t, env, exitDone, []string{"identity", "show", "sam.okoye@EXAMPLE.com"}, "Sam Okoye (Sam.Okoye)", "active")
	expect(t, env, exitFailed, []string{"identity", "show", "nobody@example.com"}, "nobody is known")
	expect(t, env, exitFailed, []string{"identity", "link", "--slack", "U1", "--identity", "Sam.Okoye", "--reason", "test"},
		"not a Slack id")

	know(t, env)
	link := []string{"identity", "link", "--slack", "U1", "--identity", "sam.okoye", "--reason", "two addresses"}
	expect(t, env, exitDone, append(link, "--until", "2999-01-01"), "linked: Slack user U1",
		"by hand (two addresses) until 2999-01-01T00:00:00Z")
	expect(t, env, exitWrong, append(link, "--until", "2001-01-01"), "the date is past")
	expect(t, env, exitWrong, []string{"identity", "link", "--slack", "U1", "--identity", "Sam.Okoye", "--reason", " "},
		"a reason is needed")
	expect(t, env, exitFailed, []string{"identity", "link", "--slack", "U2", "--identity", "Sam.Okoye", "--reason", "x"},
		"matched to another Slack user")
	expect(t, env, exitFailed, []string{"identity", "link", "--slack", "U2", "--identity", "No.One", "--reason", "x"}, "no such identity")
	expect(t, env, exitDone, []string{"identity", "list", "--manual"}, "SLACK\tSLACK NAME", "U1\t", "\tSam Okoye\t",
		"by hand (two addresses)")
	expect(t, env, exitDone, []string{"identity", "show", "U1"}, "link: Slack user U1 is identity")
	expect(t, env, exitDone, []string{"identity", "unlink", "--slack", "U1", "--reason", "done"}, "unlinked: Slack user U1")
	expect(t, env, exitFailed, []string{"identity", "unlink", "--slack", "U1", "--reason", "done"}, "not linked")
	for _, which := range []string{"--unmatched", "--ambiguous", "--unreachable"} {
		expect(t, env, exitDone, []string{"identity", "list", which}, "0 rows: ")
	}
}

// know makes the workspace known, as the bot does when it starts.
func know(t *testing.T, env map[string]string) {
	t.Helper()
	pool := dbtest.Open(t, env["DATABASE_URL"])
	_, err := pool.Exec(t.Context(), "INSERT INTO slack_users (team_id, id, bot, checked_at) VALUES ('T1', 'UBOT', true, now())")
	if err != nil {
		t.Fatal(err)
	}
}

func TestIdentitySyncFails(t *testing.T) {
	t.Parallel()
	env, sim := people(t)
	expect(t, env, exitDone, []string{"identity", "sync"}, "2 active people")
	for _, name := range []string{"Sam.Okoye", "Lee.Quinn"} {
		if err := sim.RemoveIdentity(name); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, env, exitFailed, []string{"identity", "sync"}, "nobody was made inactive")
	env["IDENTITY_SOURCE"] = "scim"
	expect(t, env, exitFailed, []string{"identity", "sync"}, "nobody was made inactive")
	env["IDENTITY_SOURCE"], env["IIQ_CLIENT_SECRET"] = "table", "another-secret-that-is-wrong"
	got := play(t, env, "identity", "sync")
	if got.code != exitFailed || strings.Contains(got.stderr, "another-secret") {
		t.Errorf(`got %+v, want code %v and stderr without "another-secret"`, got, exitFailed)
	}
}

func TestSyncProgress(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	l := progressLine{w: &out, every: time.Second, now: func() time.Time { return at }}
	for i := range 30 {
		l.tell(i * 100)
		at = at.Add(100 * time.Millisecond)
	}
	if got := out.String(); got != "1000 identities read\n2000 identities read\n" {
		t.Errorf("printed %q, want %q", got, "1000 identities read\n2000 identities read\n")
	}
}

func TestSyncResult(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		stats identitymap.Stats
		text  string
		fails string
	}{
		{identitymap.Stats{Seen: 3, Active: 1, Inactive: 1, Workgroups: 1, Plausible: true, ActivityKnown: true}, "read 3 identities", ""},
		{identitymap.Stats{Seen: 3, Unusable: 2, Plausible: true, ActivityKnown: true}, "2 could not be stored", ""},
		{identitymap.Stats{Why: "far fewer"}, "read 0", "far fewer"},
		{identitymap.Stats{Seen: 3, Plausible: true}, "read 3", "who is active"},
	} {
		var out bytes.Buffer
		err := printStats(&out, tt.stats)
		if !strings.Contains(out.String(), tt.text) || (err == nil) != (tt.fails == "") || !strings.Contains(fmt.Sprint(err), tt.fails) {
			t.Errorf("%+v: %q, %v, want String with %v, success %t and err with %v",
				tt.stats, out.String(), err, tt.text, tt.fails == "", tt.fails)
		}
	}
}

func TestTextsOfOthersCannotMoveTheTerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	printRow(&out, identitymap.Row{SlackUserID: "U1", SlackName: "a\tb\nc\x1b[31m", Link: &identitymap.Link{ByHand: true, Reason: "x\ty"}})
	if got := out.String(); strings.ContainsAny(got, "\x1b") || strings.Count(got, "\n") != 1 || strings.Count(got, "\t") != 6 {
		t.Errorf("printed %q, want one line of seven columns without control characters", got)
	}
}

func TestParseTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		"":                          {},
		"2027-01-31":                time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
		"2027-01-31T12:30:00+01:00": time.Date(2027, 1, 31, 11, 30, 0, 0, time.UTC),
	} {
		if got, err := parseTime(text); err != nil || !got.Equal(want) {
			t.Errorf("parseTime(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"tomorrow", "31.01.2027", "2027-02-30", "2027-01-31 12:00"} {
		if _, err := parseTime(text); !errors.Is(err, errBadTime) {
			t.Errorf("parseTime(%q): %v, want %v", text, err, errBadTime)
		}
	}
}
