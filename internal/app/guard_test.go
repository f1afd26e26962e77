package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/outbox"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/settings/settingstest"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// Each way out of the running bot goes through the guard by itself.
func TestEveryWayOutOfTheBotIsGuarded(t *testing.T) {
	t.Parallel()
	env := envconfig.MapLookuper(settingstest.With("DATABASE_URL",
		"postgres://bot:"+settingstest.PasswordHead+"@"+settingstest.PasswordTail+"@127.0.0.1:1/bot"))
	g := settings.NewRedactor(env)
	b := &bot{guard: g}
	ways := map[string]func(out *bytes.Buffer){
		"the log": func(out *bytes.Buffer) { NewLogger(out, settings.Log{}, g).Error("x", "error", settingstest.Lookups()) },
		"the log as JSON": func(out *bytes.Buffer) {
			NewLogger(out, settings.Log{JSON: true}, g).Error(settingstest.Lookups().Error())
		},
		"a notice to administrators": func(out *bytes.Buffer) {
			notice := approvals.AdminNotice{Failing: &approvals.FailingRound{LastError: settingstest.Lookups().Error()}}
			out.WriteString(g.CleanNotice(notice).Failing.LastError)
		},
		"a failed round": func(out *bytes.Buffer) {
			failing := schedule.Round{Run: func(context.Context, schedule.Lease) error { return settingstest.Lookups() }}
			out.WriteString(b.guarded([]schedule.Round{failing})[0].Run(t.Context(), schedule.Lease{}).Error())
		},
		"a failed job": func(out *bytes.Buffer) {
			failing := func(context.Context) error { return settingstest.Lookups() }
			out.WriteString((&jobsGuarded{guard: g}).Work(t.Context(), nil, failing).Error())
		},
	}
	settingstest.Guarded(t, g.CleanError, ways)
}

// What is stored of a failed round may be of another release, and is cleaned again before it is posted.
func TestNoticesToAdministratorsAreGuarded(t *testing.T) {
	t.Parallel()
	posted := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		text, _ := url.QueryUnescape(string(body))
		posted <- text
		_, _ = io.WriteString(w, `{"ok":true,"channel":"C1","ts":"1.1"}`)
	}))
	t.Cleanup(server.Close)
	env := envconfig.MapLookuper(settingstest.With("DATABASE_URL",
		"postgres://bot:"+settingstest.PasswordHead+"@"+settingstest.PasswordTail+"@h/bot"))
	b := &bot{guard: settings.NewRedactor(env), budget: outbox.NewBudget(dbtest.New(t), outbox.Config{}, slog.New(slog.DiscardHandler))}
	b.cfg.Rules.AdminChannel, b.cfg.Rules.Language = "C1", "en"
	b.interactive = webapi.New(webapi.Config{BotToken: "xoxb-1", APIURL: server.URL + "/"}, time.Now)
	notice := approvals.AdminNotice{Failing: &approvals.FailingRound{Name: "poll", LastError: settingstest.Lookups().Error()}}
	if err := (adminChannel{b}).TellAdmins(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if text := patience.Receive(t, "what is posted", posted); settingstest.PrintedOf(text) != "" ||
		!strings.Contains(text, "no such host") {
		t.Errorf(`posted %s, want PrintedOf "" and text with "no such host"`, text)
	}
}

// A file that changed while the process runs has a secret that was not known at its start.
func TestSecretsThatAreLoadedAreKnownFromThenOn(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "url")
	write := func(password string) {
		if err := os.WriteFile(file, []byte("postgres://bot:"+password+"@127.0.0.1:1/bot"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("of-the-start")
	p := settings.NewSource(envconfig.MapLookuper(settingstest.With("DATABASE_URL", "", "DATABASE_URL_FILE", file)))
	logged := &bytes.Buffer{}
	logger := NewLogger(logged, settings.Log{}, p.Guard)
	write(settingstest.PasswordHead + "@" + settingstest.PasswordTail)
	r := &renewal{source: p, logs: io.Discard, level: slog.LevelInfo, log: logger}
	if _, err := r.renew(t.Context(), &bot{}); err == nil {
		t.Fatal("a malformed address was taken up")
	}
	logger.Error("x", "error", settingstest.Lookups())
	if found := settingstest.PrintedOf(logged.String()); found != "" {
		t.Errorf(`%q was logged: %s, want ""`, found, logged)
	}
}

// What net/http's server says by itself goes the same way as the rest of the log.
func TestTheServersOwnWordsAreLogged(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	logged := &settingstest.StopsAt{Words: "no such host", Stop: cancel}
	env := envconfig.MapLookuper(settingstest.With("DATABASE_URL",
		"postgres://bot:"+settingstest.PasswordHead+"@"+settingstest.PasswordTail+"@h/bot"))
	logger := NewLogger(logged, settings.Log{}, settings.NewRedactor(env))
	ended := make(chan error, 1)
	go func() {
		ended <- serveHTTP(ctx, l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(settingstest.Lookups()) }), logger)
	}()
	if answer, err := http.Get("http://" + l.Addr().String()); err == nil {
		_ = answer.Body.Close()
	}
	if err := patience.Receive(t, "the end", ended); err != nil {
		t.Fatal(err)
	}
	if found := settingstest.PrintedOf(logged.String()); found != "" || !strings.Contains(logged.String(), logged.Words) {
		t.Errorf(`%q was logged: %s, want found "" and String with %v`, found, logged, logged.Words)
	}
}
