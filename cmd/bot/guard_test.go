package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

func betweens() []string {
	return patience.Some(3, []string{"", "@", "%4", "/", "?", "#", "%", ":", "%40", "%2", " ", "&", "=", "[", "]", `"`, "'", "@/", "/@", "@?", "@#", ","})
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
	if !strings.HasPrefix(password, settingstest.PasswordHead+"@") {
		// That one would be a whole address, of a host that is called so.
		shapes = append(shapes, "postgres://bot:"+password)
	}
	return shapes
}

// playUntilItWaits plays a command line to its end, or until it waits for the database.
func playUntilItWaits(t *testing.T, env map[string]string, args ...string) (code int, output string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out := &settingstest.StopsAt{Words: "the start waits for it", Stop: cancel}
	code = run(ctx, args, envconfig.MapLookuper(env), out, out)
	return code, out.String()
}

// nowhere is an environment in which nothing answers.
func nowhere(pairs ...string) map[string]string {
	away := []string{"SLACK_API_URL", "http://127.0.0.1:1/api/", "IIQ_URL", "http://127.0.0.1:1/iiq", "HTTP_ADDR", "127.0.0.1:0"}
	return settingstest.With(append(away, pairs...)...)
}

// Whatever the password has in it and however the address is wrong, no command prints any of it.
func TestNoCommandPrintsThePasswordOfTheDatabase(t *testing.T) {
	t.Parallel()
	for _, between := range betweens() {
		t.Run(between, func(t *testing.T) {
			t.Parallel()
			for _, address := range databaseShapes(settingstest.PasswordHead + between + settingstest.PasswordTail) {
				noCommandPrints(t, address)
			}
		})
	}
}

// noCommandPrints plays commands with an address that has a password in it.
func noCommandPrints(t *testing.T, address string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(file, []byte(address+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for command, env := range map[string]map[string]string{
		"run": nowhere("DATABASE_URL", address), "doctor": nowhere("DATABASE_URL", address),
		"migrate status": {"DATABASE_URL": address}, "migrate up": {"DATABASE_URL": address},
		"audit verify":  {"DATABASE_URL": address},
		"identity list": {"DATABASE_URL": address}, "shadow list": {"DATABASE_URL_FILE": file},
	} {
		code, output := playUntilItWaits(t, env, strings.Fields(command)...)
		if found := settingstest.PrintedOf(output); found != "" {
			t.Errorf("%s with %s printed %q:\n%s", command, address, found, output)
		}
		refused := strings.HasPrefix(output, "DATABASE_URL is wrong (its value is a secret): expected") &&
			strings.Count(output, "\n") == 1
		if refused != (code == exitWrong) {
			t.Errorf("%s with %s ended with %d:\n%s", command, address, code, output)
		}
	}
}

// Other addresses must have no user at all; what is given all the same is not printed.
func TestNoPasswordInAnotherAddressIsPrinted(t *testing.T) {
	t.Parallel()
	for _, name := range settings.AddressNames() {
		for _, between := range betweens() {
			password := settingstest.PasswordHead + between + settingstest.PasswordTail
			for _, address := range []string{
				"https://svc:" + password + "@iiq.example.com/x", "https://svc:12/" + password + "@iiq.example.com/x",
				"svc:" + password + "@iiq.example.com/x",
				"https:svc:" + password + "@iiq.example.com", "https://iiq.example.com/x?key=" + password,
				"https://iiq.example.com/x#" + password,
				password + "://svc@iiq", "https://svc:" + password + "@iiq.example.com/{id}",
				"https://svc:" + password + "@iiq.example.com/{name}",
			} {
				if strings.HasPrefix(name, "LINK_") && !strings.Contains(address, "svc:"+settingstest.PasswordHead) {
					continue
				}
				code, output := playUntilItWaits(t, nowhere(name, address, "DATABASE_URL", "postgres://127.0.0.1:1/bot"), "run")
				if found := settingstest.PrintedOf(output); found != "" || code != exitWrong ||
					!strings.HasPrefix(output, name+" is wrong (") {
					t.Errorf(`%s=%s: code %d, printed %q: %s, want found "", code %v and output that begins with %v`,
						name, address, code, found, output, exitWrong, name+" is wrong (")
				}
			}
		}
	}
}

func TestNoPasswordOfAProxyIsPrinted(t *testing.T) {
	t.Parallel()
	for _, name := range settings.ProxyNames() {
		for _, between := range betweens() {
			for _, address := range []string{
				"http://svc:" + settingstest.PasswordHead + between + settingstest.PasswordTail + "@127.0.0.1:1", "svc:" + settingstest.PasswordHead + between + settingstest.PasswordTail + "@127.0.0.1:1",
				"http://svc:12/" + settingstest.PasswordHead + between + settingstest.PasswordTail + "@127.0.0.1:1",
			} {
				env := nowhere(name, address, "DATABASE_URL", "postgres://127.0.0.1:1/bot")
				code, output := playUntilItWaits(t, env, "run")
				_, readable := http.NewRequest(http.MethodGet, address, nil)
				if found := settingstest.PrintedOf(output); found != "" ||
					(readable != nil && strings.Contains(address, "://") && code != exitWrong) {
					t.Errorf("%s=%s: code %d, printed %q: %s", name, address, code, found, output)
				}
				clean := settings.NewRedactor(envconfig.MapLookuper(env)).Clean("invalid proxy address " + address + `: invalid port ":` + settingstest.PasswordHead + `"`)
				if found := settingstest.PrintedOf(clean); found != "" {
					t.Errorf(`%s=%s: %q is in %q, want ""`, name, address, found, clean)
				}
			}
		}
	}
}

func TestAPasswordBehindAnAccountIsNotPrinted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"IIQ_CLIENT_ID", "SCIM_USERNAME"} {
		for _, between := range betweens() {
			got := play(t, nowhere(name, "svc:"+settingstest.PasswordHead+between+settingstest.PasswordTail, "SCIM_PASSWORD", "of-scim"), "identity", "sync")
			if found := settingstest.PrintedOf(got.stderr); found != "" || got.code != exitWrong || !strings.Contains(got.stderr, name+` is wrong ("svc"`) {
				t.Errorf(`%s: printed %q, %+v, want found "", code %v and stderr with %v`,
					name, found, got, exitWrong, name+` is wrong ("svc"`)
			}
		}
	}
}

// Each way out of the process goes through the guard by itself.
func TestEveryWayOutIsGuarded(t *testing.T) {
	t.Parallel()
	env := envconfig.MapLookuper(settingstest.With("DATABASE_URL",
		"postgres://bot:"+settingstest.PasswordHead+"@"+settingstest.PasswordTail+"@127.0.0.1:1/bot"))
	g := settings.NewRedactor(env)
	ways := map[string]func(out *bytes.Buffer){
		"a failed command": func(out *bytes.Buffer) {
			(&process{Source: settings.Source{Guard: g}, stderr: out}).report(settingstest.Lookups())
		},
		"wrong use": func(out *bytes.Buffer) {
			(&process{Source: settings.Source{Guard: g}, stderr: out}).report(errors.Join(errUsage, settingstest.Lookups()))
		},
		"a wrong line of a file": func(out *bytes.Buffer) {
			(&process{Source: settings.Source{Guard: g},
				stderr: out}).report(&settings.Error{Problems: []settings.Problem{{Line: settingstest.Lookups().Error()}}})
		},
		"doctor": func(out *bytes.Buffer) {
			out.WriteString((&process{Source: settings.Source{Guard: g}}).doctorSettings(settings.Config{},
				0).Clean(settingstest.Lookups().Error()))
		},
	}
	settingstest.Guarded(t, g.CleanError, ways)
}
