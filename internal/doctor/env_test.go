package doctor

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// env is a world in which all is well until a test breaks something.
type env struct {
	*testing.T
	*demo.World
	env   map[string]string
	roles dbtest.Roles
}

const doctorsGroup = "Ledger.Owners"

func newEnv(t *testing.T) *env {
	t.Helper()
	roles := dbtest.TwoRoles(t)
	w, err := demo.Start(t.Context(), demo.Options{DatabaseURL: roles.Bot, People: 30, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	d := &env{T: t, World: w, env: w.Settings(), roles: roles}
	if _, err := w.IIQ.AddWorkgroup(doctorsGroup, "Ledger Owners", "Sam.Okoye", "Dana.Reyes"); err != nil {
		t.Fatal(err)
	}
	for _, owner := range []string{"Sam.Okoye", doctorsGroup} {
		if _, err := w.IIQ.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: owner, Requester: "Lee.Quinn",
			Target: "Lee.Quinn"}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// front puts itself between the bot and IIQ. request and answer may be nil.
func (w *env) front(request func(*http.Request), answer func(*http.Response)) *httptest.Server {
	w.Helper()
	to, err := url.Parse(w.IIQRoot)
	if err != nil {
		w.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = to.Scheme, to.Host
			if request != nil {
				request(r.Out)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if answer != nil {
				answer(r)
			}
			return nil
		},
	}
	server := httptest.NewServer(proxy)
	w.Cleanup(server.Close)
	w.env["IIQ_URL"] = server.URL + to.Path
	return server
}

func (w *env) fault(f iiqsim.Fault) {
	w.Helper()
	if _, err := w.IIQ.AddFault(f); err != nil {
		w.Fatal(err)
	}
}

// sql changes the database, as its administrator.
func (w *env) sql(statements ...string) {
	w.Helper()
	pool := dbtest.Open(w, w.roles.Admin)
	for _, s := range statements {
		if _, err := pool.Exec(w.Context(), s); err != nil {
			w.Fatal(err)
		}
	}
}

// options adds settings to each session of the database.
func (w *env) options(values ...string) {
	u, err := url.Parse(w.env["DATABASE_URL"])
	if err != nil {
		w.Fatal(err)
	}
	q := u.Query()
	for i, v := range values {
		values[i] = "-c " + v
	}
	q.Set("options", strings.Join(values, " "))
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	w.env["DATABASE_URL"] = u.String()
}

// see makes the checks and gives what they found.
func (w *env) see() []Finding {
	w.Helper()
	told := 0
	found := Examine(w.Context(), w.settings(), func(Finding) { told++ })
	if told != len(found) {
		w.Errorf("%d of %d findings were told at once", told, len(found))
	}
	_, secret := w.IIQ.Credentials()
	for _, f := range found {
		if strings.ContainsAny(f.Detail+f.Cure, "\n\r") || f.Result == Fail && f.Cure == "" {
			w.Errorf("not a line with a cure: %+v", f)
		}
		if strings.Contains(f.Detail+f.Cure, secret) || strings.Contains(f.Detail+f.Cure, "xoxb-sim") {
			w.Errorf(`a secret is shown: %+v, want Cure without %v and Cure without "xoxb-sim"`, f, secret)
		}
	}
	return found
}

// app is what the tests' Slack app needs.
func app() App {
	return App{BotScopes: []string{"chat:write", "commands", "im:write", "im:history", "app_mentions:read", "users:read",
		"users:read.email", "dnd:read"},
		AppScopes: []string{"connections:write"}, Events: []string{"app_home_opened"}, Commands: []string{"/approvals"}}
}

// settings are those of the environment, as the command makes them.
func (w *env) settings() Settings {
	env := w.env
	at := iiq.Config{RootURL: env["IIQ_URL"], ClientID: env["IIQ_CLIENT_ID"], ClientSecret: env["IIQ_CLIENT_SECRET"],
		PluginPath: env["IIQ_PLUGIN_PATH"], Timeout: 2 * time.Second,
		IdentitySource: env["IDENTITY_SOURCE"], SCIMUser: env["SCIM_USERNAME"], SCIMPassword: env["SCIM_PASSWORD"]}
	return Settings{
		Database: &Database{URL: env["DATABASE_URL"], ConnectWithin: 5 * time.Second},
		Slack: &Slack{App: app(), API: webapi.Config{BotToken: env["SLACK_BOT_TOKEN"], AppToken: env["SLACK_APP_TOKEN"],
			APIURL: env["SLACK_API_URL"]}},
		IIQ: &IIQ{URL: at.RootURL, ClientID: at.ClientID, ActionMethod: http.MethodPut, Source: at.IdentitySource, Timeout: at.Timeout,
			Catalogue: env["CONTEXT"] == "scim",
			Gateway: Gateway{Mode: iiq.GatewayAuto, Target: &gatewaytest.Target{
				Root: at.RootURL, Path: cmp.Or(at.PluginPath, iiq.DefaultPluginPath),
				ClientID: at.ClientID, ClientSecret: at.ClientSecret, Quiet: true}},
			Client: func(through *http.Client) (*iiq.Client, error) {
				return iiq.New(at, through, time.Now, slog.New(slog.DiscardHandler), nil)
			}},
		Types: []approvals.ItemType{approvals.TypeApproval, approvals.TypeCertification}, Clock: time.Now,
		Clean:   func(text string) string { return strings.Join(strings.Fields(text), " ") },
		Refused: func(why approvals.RefusalCode) string { return string(why) },
	}
}

// ended gives the checks that ended so, by their names.
func ended(found []Finding, r Result) map[string]Finding {
	all := map[string]Finding{}
	for _, f := range found {
		if f.Result == r {
			all[f.Check] = f
		}
	}
	return all
}
