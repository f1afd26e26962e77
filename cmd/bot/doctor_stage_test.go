package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// ward is a world in which all is well until a test breaks something.
type ward struct {
	*testing.T
	*demo.World
	env map[string]string
}

const doctorsGroup = "Ledger.Owners"

func newWard(t *testing.T) *ward {
	t.Helper()
	w, err := demo.Start(t.Context(), demo.Options{DatabaseURL: dbtest.URL(t), People: 30, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	d := &ward{T: t, World: w, env: w.Settings()}
	d.env["IIQ_TIMEOUT"] = "2s"
	if _, err := w.IIQ.AddWorkgroup(doctorsGroup, "Ledger Owners", "Sam.Okoye", "Dana.Reyes"); err != nil {
		t.Fatal(err)
	}
	for _, owner := range []string{"Sam.Okoye", doctorsGroup} {
		if _, err := w.IIQ.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: owner, Requester: "Lee.Quinn", Target: "Lee.Quinn"}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// front puts itself between the bot and IIQ. request and answer may be nil.
func (w *ward) front(request func(*http.Request), answer func(*http.Response)) *httptest.Server {
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

func (w *ward) fault(f iiqsim.Fault) {
	w.Helper()
	if _, err := w.IIQ.AddFault(f); err != nil {
		w.Fatal(err)
	}
}

// sql changes the database.
func (w *ward) sql(statements ...string) {
	w.Helper()
	pool := dbtest.Open(w, w.DatabaseURL)
	for _, s := range statements {
		if _, err := pool.Exec(w.Context(), s); err != nil {
			w.Fatal(err)
		}
	}
}

// options adds settings to each session of the database.
func (w *ward) options(values ...string) {
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

// see runs the doctor and gives what he found.
func (w *ward) see() (code int, found []finding) {
	w.Helper()
	got := play(w.T, w.env, "doctor", "--json")
	var all struct {
		Failed int
		Checks []finding
	}
	if err := json.Unmarshal([]byte(got.stdout), &all); err != nil {
		w.Fatalf("exit code %d: %v\n%s%s", got.code, err, got.stdout, got.stderr)
	}
	n := 0
	for _, f := range all.Checks {
		if f.Result == resultFail {
			n++
		}
		if strings.ContainsAny(f.Detail+f.Cure, "\n\r") || f.Result == resultFail && f.Cure == "" {
			w.Errorf("not a line with a cure: %+v", f)
		}
	}
	if n != all.Failed || (n > 0) != (got.code == exitFailed) {
		w.Errorf("%d failed, %d are counted, exit code %d", n, all.Failed, got.code)
	}
	_, secret := w.IIQ.Credentials()
	if strings.Contains(got.stdout+got.stderr, secret) || strings.Contains(got.stdout+got.stderr, "xoxb-sim") {
		w.Error("a secret is shown")
	}
	return got.code, all.Checks
}

// ended gives the checks that ended so, by their names.
func ended(found []finding, r result) map[string]finding {
	all := map[string]finding{}
	for _, f := range found {
		if f.Result == r {
			all[f.Check] = f
		}
	}
	return all
}
