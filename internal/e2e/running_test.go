package e2e

import (
	"maps"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

func TestHealthReadinessAndMetrics(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.Slack.SetSwitches(func(w *slacksim.Switches) { w.RefuseOpens = "internal_error" })
	b := s.launch()
	s.eventually("the bot lives", func() bool { code, _ := b.get("/healthz"); return code == 200 })
	s.chapter("without a connection to Slack it is not ready, and says why in one line", func(s *story) {
		s.eventually("503", func() bool {
			code, body := b.get("/readyz")
			return code == 503 && strings.Contains(body, "Socket Mode") && strings.Count(body, "\n") == 1
		})
	})
	s.Slack.SetSwitches(func(w *slacksim.Switches) { w.RefuseOpens = "" })
	s.eventually("the bot is ready", func() bool { code, _ := b.get("/readyz"); return code == 200 })
	s.chapter("IdentityIQ is not needed for it", func(s *story) {
		s.IIQ.SetDown(true)
		if code, body := b.get("/readyz"); code != 200 {
			s.Errorf("/readyz is %d: %s", code, body)
		}
		s.IIQ.SetDown(false)
	})
	s.chapter("metrics", func(s *story) {
		i := s.role(sam)
		s.press(sam, s.gets(sam, i), "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
		code, body := b.get("/metrics")
		if code != 200 || !strings.Contains(body, "# TYPE ") || !strings.Contains(body, "iiq") {
			s.Errorf("/metrics is %d: %.300s", code, body)
		}
	})
	s.chapter("no secret and no comment is in the log or in the metrics", func(s *story) {
		i := s.role(sam)
		s.deny(sam, i, "Because of the merger that nobody knows of.")
		s.closed(sam, i, "Denied by Sam Okoye")
		_, body := b.get("/metrics")
		_, secret := s.IIQ.Credentials()
		for _, word := range []string{secret, "xoxb-sim", "xapp-1-A0SIMAPP", "merger", "quarter close"} {
			if strings.Contains(b.log.String()+body, word) {
				s.Errorf("%q is in the log or in the metrics", word)
			}
		}
	})
}

func TestTheSchemaIsMadeByMigrateAlone(t *testing.T) {
	promise(t)
	t.Parallel()
	s := storyIn(t, demo.Options{DatabaseURL: dbtest.EmptyURL(t)})
	database := map[string]string{"DATABASE_URL": s.DatabaseURL}
	if _, stderr, code := runBot(t, s.settings, "run"); code != 1 || !strings.Contains(stderr, "bot migrate up") {
		s.Errorf("bot run on a database without a schema: exit code %d: %s", code, stderr)
	}
	for _, args := range [][]string{{"migrate", "up"}, {"migrate", "up"}, {"migrate", "status"}} {
		if _, stderr, code := runBot(t, database, args...); code != 0 {
			s.Fatalf("bot %v: exit code %d: %s", args, code, stderr)
		}
	}
	s.start().stop()
	if _, stderr, code := runBot(t, database, "migrate", "down"); code != 0 {
		s.Fatalf("bot migrate down: exit code %d: %s", code, stderr)
	}
	if _, stderr, code := runBot(t, s.settings, "run"); code != 1 || !strings.Contains(stderr, "bot migrate up") {
		s.Errorf("bot run on a schema that is behind: exit code %d: %s", code, stderr)
	}
	if _, stderr, code := runBot(t, database, "migrate", "up"); code != 0 {
		s.Fatalf("bot migrate up: exit code %d: %s", code, stderr)
	}
	s.start()
	i := s.role(sam)
	s.press(sam, s.gets(sam, i), "Approve")
	s.closed(sam, i, "Approved by Sam Okoye")
}

func TestWrongSettingsAreNamedOneLineEach(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	wrong := map[string]string{
		"IIQ_POLL_INTERVAL": "0.1s", "CARDS_AT_ONCE": "-1", "DENY_COMMENT": "sometimes", "IIQ_URL": "ftp://iiq",
		"SLACK_APP_TOKEN": "xoxb-not-an-app-token",
	}
	maps.Copy(s.settings, wrong)
	delete(s.settings, "IIQ_CLIENT_SECRET")
	stdout, stderr, code := runBot(t, s.settings, "run")
	if code != 2 || stdout != "" {
		s.Errorf("exit code %d, standard output %q", code, stdout)
	}
	for name := range wrong {
		if n := linesWith(stderr, name); n != 1 {
			s.Errorf("%s is named in %d lines of\n%s", name, n, stderr)
		}
	}
	if linesWith(stderr, "IIQ_CLIENT_SECRET") != 1 || strings.Contains(stderr, "xoxb-not-an-app-token") {
		s.Errorf("a missing secret is not named, or a secret is shown:\n%s", stderr)
	}
}

func linesWith(text, word string) int {
	n := 0
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) {
			n++
		}
	}
	return n
}

func TestADeadTokenEndsTheStart(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.Slack.KillToken(s.settings["SLACK_BOT_TOKEN"], "account_inactive")
	if _, stderr, code := runBot(t, s.settings, "run"); code != 1 || !strings.Contains(stderr, "SLACK_BOT_TOKEN") ||
		strings.Contains(stderr, "xoxb-sim") {
		s.Errorf("exit code %d: %s", code, stderr)
	}
}
