package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/outbox"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// The two halves of a password, and what may stand between them.
const passwordHead, passwordTail = "Qz7x", "Kw9Lm2Xv"

func betweens() []string {
	return []string{"", "@", ":", "/", "?", "#", "%", "%4", "%40", "%2", " ", "&", "=", "[", "]", `"`, "'", "@/", "/@", "@?", "@#", ","}
}

// printedOf gives four characters in a row of the password that the text has, or "".
func printedOf(text string) string {
	for _, half := range []string{passwordHead, passwordTail} {
		for i := range len(half) - 3 {
			if strings.Contains(text, half[i:i+4]) {
				return half[i : i+4]
			}
		}
	}
	return ""
}

// databaseShapes are addresses of a database that is not there, well formed and malformed, with the password in them.
func databaseShapes(password string) []string {
	shapes := []string{
		"postgres://bot:" + password + "@127.0.0.1:1/bot?connect_timeout=1",
		"postgres://bot:" + password + "@127.0.0.1:1,127.0.0.1:2/bot?connect_timeout=1",
		"postgres://bot:12/" + password + "@127.0.0.1:1/bot?connect_timeout=1",
		"postgres://bot:12@127.0.0.1:1/" + password + "@127.0.0.1:1/bot",
		"postgres://bot%3A" + password + "@127.0.0.1:1/bot?connect_timeout=1",
		"postgres://bot:" + password + "@[127.0.0.1:1/bot",
		"bot:" + password + "@127.0.0.1:1/bot",
		"host=127.0.0.1 port=1 user=bot password=" + password,
		"postgres://127.0.0.1:1/bot?connect_timeout=1&user=bot&password=" + password,
	}
	if !strings.HasPrefix(password, passwordHead+"@") {
		// That one would be a whole address, of a host that is called so.
		shapes = append(shapes, "postgres://bot:"+password)
	}
	return shapes
}

// stopsAt is an output that ends the command when it says that it waits.
type stopsAt struct {
	mu    sync.Mutex
	all   bytes.Buffer
	words string
	stop  func()
}

func (s *stopsAt) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(string(p), s.words) {
		s.stop()
	}
	return s.all.Write(p)
}

func (s *stopsAt) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// playUntilItWaits plays a command line to its end, or until it waits for the database.
func playUntilItWaits(t *testing.T, env map[string]string, args ...string) (code int, output string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out := &stopsAt{words: "the start waits for it", stop: cancel}
	code = run(ctx, args, envconfig.MapLookuper(env), out, out)
	return code, out.String()
}

// nowhere is an environment in which nothing answers.
func nowhere(pairs ...string) map[string]string {
	away := []string{"SLACK_API_URL", "http://127.0.0.1:1/api/", "IIQ_URL", "http://127.0.0.1:1/iiq", "HTTP_ADDR", "127.0.0.1:0"}
	return with(append(away, pairs...)...)
}

// Whatever the password has in it and however the address is wrong, no command prints any of it.
func TestNoCommandPrintsThePasswordOfTheDatabase(t *testing.T) {
	file := filepath.Join(t.TempDir(), "url")
	for _, between := range betweens() {
		for _, address := range databaseShapes(passwordHead + between + passwordTail) {
			if err := os.WriteFile(file, []byte(address+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			for command, env := range map[string]map[string]string{
				"run": nowhere("DATABASE_URL", address), "doctor": nowhere("DATABASE_URL", address),
				"migrate status": {"DATABASE_URL": address}, "migrate up": {"DATABASE_URL": address}, "audit verify": {"DATABASE_URL": address},
				"identity list": {"DATABASE_URL": address}, "shadow list": {"DATABASE_URL_FILE": file},
			} {
				code, output := playUntilItWaits(t, env, strings.Fields(command)...)
				if found := printedOf(output); found != "" {
					t.Errorf("%s with %s printed %q:\n%s", command, address, found, output)
				}
				refused := strings.HasPrefix(output, "DATABASE_URL is wrong (its value is a secret): expected") && strings.Count(output, "\n") == 1
				if refused != (code == exitWrong) {
					t.Errorf("%s with %s ended with %d:\n%s", command, address, code, output)
				}
			}
		}
	}
}

func TestAnAddressOfTwoReadingsIsRefused(t *testing.T) {
	for _, address := range []string{
		"postgres://bot:Qz7@Kw9@127.0.0.1:1/bot", "postgres://bot:12/Kw9@127.0.0.1:1/bot", "postgres://bot%3AKw9@127.0.0.1:1/bot",
	} {
		_, err := loadFrom(with("DATABASE_URL", address), needDatabase)
		expectProblem(t, err, "DATABASE_URL")
	}
	for _, address := range []string{"postgres://bot:Qz7%40Kw9@127.0.0.1:1/bot", "postgres://bot%40tenant:a:b@127.0.0.1:1/bot"} {
		if _, err := loadFrom(with("DATABASE_URL", address), needDatabase); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Other addresses must have no user at all; what is given all the same is not printed.
func TestNoPasswordInAnotherAddressIsPrinted(t *testing.T) {
	for _, name := range addressNames() {
		for _, between := range betweens() {
			password := passwordHead + between + passwordTail
			for _, address := range []string{
				"https://svc:" + password + "@iiq.example.com/x", "https://svc:12/" + password + "@iiq.example.com/x",
				"svc:" + password + "@iiq.example.com/x",
				"https:svc:" + password + "@iiq.example.com", "https://iiq.example.com/x?key=" + password, "https://iiq.example.com/x#" + password,
				password + "://svc@iiq", "https://svc:" + password + "@iiq.example.com/{id}",
				"https://svc:" + password + "@iiq.example.com/{name}",
			} {
				if strings.HasPrefix(name, "LINK_") && !strings.Contains(address, "svc:"+passwordHead) {
					continue
				}
				code, output := playUntilItWaits(t, nowhere(name, address, "DATABASE_URL", "postgres://127.0.0.1:1/bot"), "run")
				if found := printedOf(output); found != "" || code != exitWrong || !strings.HasPrefix(output, name+" is wrong (") {
					t.Errorf("%s=%s: code %d, printed %q: %s", name, address, code, found, output)
				}
			}
		}
	}
}

func TestNoPasswordOfAProxyIsPrinted(t *testing.T) {
	for _, name := range proxyNames() {
		for _, between := range betweens() {
			for _, address := range []string{
				"http://svc:" + passwordHead + between + passwordTail + "@127.0.0.1:1", "svc:" + passwordHead + between + passwordTail + "@127.0.0.1:1",
				"http://svc:12/" + passwordHead + between + passwordTail + "@127.0.0.1:1",
			} {
				env := nowhere(name, address, "DATABASE_URL", "postgres://127.0.0.1:1/bot")
				code, output := playUntilItWaits(t, env, "run")
				_, readable := http.NewRequest(http.MethodGet, address, nil)
				if found := printedOf(output); found != "" || (readable != nil && strings.Contains(address, "://") && code != exitWrong) {
					t.Errorf("%s=%s: code %d, printed %q: %s", name, address, code, found, output)
				}
				clean := newGuard(envconfig.MapLookuper(env)).clean("invalid proxy address " + address + `: invalid port ":` + passwordHead + `"`)
				if found := printedOf(clean); found != "" {
					t.Errorf("%s=%s: %q is in %q", name, address, found, clean)
				}
			}
		}
	}
}

func TestAPasswordBehindAnAccountIsNotPrinted(t *testing.T) {
	for _, name := range []string{"IIQ_CLIENT_ID", "SCIM_USERNAME"} {
		for _, between := range betweens() {
			got := play(t, nowhere(name, "svc:"+passwordHead+between+passwordTail, "SCIM_PASSWORD", "of-scim"), "identity", "sync")
			if found := printedOf(got.stderr); found != "" || got.code != exitWrong || !strings.Contains(got.stderr, name+` is wrong ("svc"`) {
				t.Errorf("%s: printed %q, %+v", name, found, got)
			}
		}
	}
}

// lookups is what a driver says that took the end of the password for a host.
func lookups() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: passwordTail + "@127.0.0.1"}}
}

// Each way out of the process goes through the guard by itself.
func TestEveryWayOutIsGuarded(t *testing.T) {
	env := envconfig.MapLookuper(with("DATABASE_URL", "postgres://bot:"+passwordHead+"@"+passwordTail+"@127.0.0.1:1/bot"))
	g := newGuard(env)
	b := &bot{guard: g}
	ways := map[string]func(out *bytes.Buffer){
		"a failed command": func(out *bytes.Buffer) { (&process{guard: g, stderr: out}).report(lookups()) },
		"wrong use":        func(out *bytes.Buffer) { (&process{guard: g, stderr: out}).report(errors.Join(errUsage, lookups())) },
		"a wrong line of a file": func(out *bytes.Buffer) {
			(&process{guard: g, stderr: out}).report(&settingsError{problems: []problem{{Line: lookups().Error()}}})
		},
		"the log":         func(out *bytes.Buffer) { newLogger(out, LogConfig{}, g).Error("x", "error", lookups()) },
		"the log as JSON": func(out *bytes.Buffer) { newLogger(out, LogConfig{JSON: true}, g).Error(lookups().Error()) },
		"doctor": func(out *bytes.Buffer) {
			out.WriteString((&process{guard: g}).doctorSettings(Config{}, 0).Clean(lookups().Error()))
		},
		"a notice to administrators": func(out *bytes.Buffer) {
			out.WriteString(g.cleanNotice(approvals.AdminNotice{Failing: &approvals.FailingRound{LastError: lookups().Error()}}).Failing.LastError)
		},
		"a failed round": func(out *bytes.Buffer) {
			failing := schedule.Round{Run: func(context.Context, schedule.Lease) error { return lookups() }}
			out.WriteString(b.guarded([]schedule.Round{failing})[0].Run(t.Context(), schedule.Lease{}).Error())
		},
		"a failed job": func(out *bytes.Buffer) {
			failing := func(context.Context) error { return lookups() }
			out.WriteString((&jobsGuarded{guard: g}).Work(t.Context(), nil, failing).Error())
		},
	}
	for way, say := range ways {
		var out bytes.Buffer
		say(&out)
		if found := printedOf(out.String()); found != "" || !strings.Contains(out.String(), "no such host") {
			t.Errorf("%s: %q is in %q", way, found, out.String())
		}
	}
	var dns *net.DNSError
	if err := g.cleanError(lookups()); !errors.As(err, &dns) {
		t.Errorf("what the error is was lost: %v", err)
	}
}

// What is stored of a failed round may be of another release, and is cleaned again before it is posted.
func TestNoticesToAdministratorsAreGuarded(t *testing.T) {
	posted := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		text, _ := url.QueryUnescape(string(body))
		posted <- text
		_, _ = io.WriteString(w, `{"ok":true,"channel":"C1","ts":"1.1"}`)
	}))
	t.Cleanup(server.Close)
	env := envconfig.MapLookuper(with("DATABASE_URL", "postgres://bot:"+passwordHead+"@"+passwordTail+"@h/bot"))
	b := &bot{guard: newGuard(env), budget: outbox.NewBudget(dbtest.New(t), outbox.Config{}, slog.New(slog.DiscardHandler))}
	b.cfg.Rules.AdminChannel, b.cfg.Rules.Language = "C1", "en"
	b.quick = webapi.New(webapi.Config{BotToken: "xoxb-1", APIURL: server.URL + "/"}, time.Now)
	notice := approvals.AdminNotice{Failing: &approvals.FailingRound{Name: "poll", LastError: lookups().Error()}}
	if err := (adminChannel{b}).TellAdmins(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if text := <-posted; printedOf(text) != "" || !strings.Contains(text, "no such host") {
		t.Errorf("posted %s", text)
	}
}

// A file that changed while the process runs has a secret that was not known at its start.
func TestSecretsThatAreLoadedAreKnownFromThenOn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "url")
	write := func(password string) {
		if err := os.WriteFile(file, []byte("postgres://bot:"+password+"@127.0.0.1:1/bot"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("of-the-start")
	p := &process{env: envconfig.MapLookuper(with("DATABASE_URL", "", "DATABASE_URL_FILE", file))}
	p.guard = newGuard(p.env)
	logged := &bytes.Buffer{}
	logger := newLogger(logged, LogConfig{}, p.guard)
	write(passwordHead + "@" + passwordTail)
	r := &renewal{process: p, level: slog.LevelInfo, log: logger}
	if _, err := r.renew(t.Context(), &bot{}); err == nil {
		t.Fatal("a malformed address was taken up")
	}
	logger.Error("x", "error", lookups())
	if found := printedOf(logged.String()); found != "" {
		t.Errorf("%q was logged: %s", found, logged)
	}
}

// What net/http's server says by itself goes the same way as the rest of the log.
func TestTheServersOwnWordsAreLogged(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	logged := &stopsAt{words: "no such host", stop: cancel}
	env := envconfig.MapLookuper(with("DATABASE_URL", "postgres://bot:"+passwordHead+"@"+passwordTail+"@h/bot"))
	logger := newLogger(logged, LogConfig{}, newGuard(env))
	ended := make(chan error, 1)
	go func() {
		ended <- serveHTTP(ctx, l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(lookups()) }), logger)
	}()
	if answer, err := http.Get("http://" + l.Addr().String()); err == nil {
		_ = answer.Body.Close()
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if found := printedOf(logged.String()); found != "" || !strings.Contains(logged.String(), logged.words) {
		t.Errorf("%q was logged: %s", found, logged)
	}
}

func TestEverySecretSettingIsKnown(t *testing.T) {
	for _, name := range slices.Concat(secretNames(), []string{"PGPASSWORD"}) {
		for _, value := range []string{passwordHead + passwordTail, "Kw9L"} {
			for _, env := range []map[string]string{{name: value}, {name + "_FILE": fileWith(t, value)}} {
				if name == "PGPASSWORD" && env[name] == "" {
					continue
				}
				got := newGuard(envconfig.MapLookuper(env)).clean("it said " + value + " to us")
				if printedOf(got) != "" {
					t.Errorf("%s: %s", name, got)
				}
			}
		}
	}
}

func fileWith(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
