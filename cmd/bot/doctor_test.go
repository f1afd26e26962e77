package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

func TestDoctorFindsNothingWhereAllIsWell(t *testing.T) {
	w := newWard(t)
	code, found := w.see()
	if sick := ended(found, resultFail); code != exitDone || len(sick) != 0 {
		t.Errorf("exit code %d, %+v", code, sick)
	}
	// The tests' role owns the tables, and the simulator has no TLS on this machine.
	if got := slices.Sorted(maps.Keys(ended(found, resultWarn))); !slices.Equal(got, []string{"iiq: certificate", "postgres: rights"}) {
		t.Errorf("warnings %v", got)
	}
	for _, check := range []string{"settings", "postgres: reachable", "postgres: version", "postgres: pooler", "postgres: schema", "postgres: clock",
		"slack: bot token", "slack: scopes", "slack: app token", "iiq: address", "iiq: token", "iiq: ping", "iiq: WorkItem list", "iiq: WorkItem by id",
		"iiq: IdentityRequest", "iiq: CertificationEntity", "iiq: clock", "iiq: time zone", "iiq: identities", "iiq: workgroup members", "iiq: filter", "mapping"} {
		if f := ended(found, resultOK)[check]; f.Check == "" {
			t.Errorf("%s is not ok", check)
		}
	}
	for _, check := range []string{"slack: Home tab", "slack: interactivity", "slack: command", "iiq: PUT WorkItem"} {
		if ended(found, resultLook)[check].Check == "" {
			t.Errorf("nobody is told to look at %s", check)
		}
	}
	t.Run("as lines, and nothing is changed", func(t *testing.T) {
		before := w.state()
		got := play(t, w.env, "doctor")
		lines := regexp.MustCompile(`(?m)^(ok|warn|look|fail) +\S.*$`).FindAllString(got.stdout, -1)
		if got.code != exitDone || len(lines) != len(found) || strings.Count(got.stdout, "\n") != len(found) || got.stderr != "" {
			t.Errorf("exit code %d, %d lines for %d checks:\n%s%s", got.code, len(lines), len(found), got.stdout, got.stderr)
		}
		if after := w.state(); after != before {
			t.Errorf("before: %s\nafter: %s", before, after)
		}
	})
}

// state is what the doctor must not change: tables, writes to IIQ, messages and connections in Slack.
func (w *ward) state() string {
	w.Helper()
	var tables string
	err := dbtest.Open(w, w.DatabaseURL).QueryRow(w.Context(), `SELECT string_agg(t || ' ' || (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || t, false, true, '')))[1]::text, ', ' ORDER BY t)
		FROM (SELECT relname AS t FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r') AS tables`).Scan(&tables)
	if err != nil {
		w.Fatal(err)
	}
	return fmt.Sprintf("%s; %d writes; %d messages; %d sockets", tables, len(w.IIQ.Ledger()), w.Slack.CallsOf("chat.postMessage"), w.Slack.Stats().SocketsOpened)
}

func TestDoctorNamesEachCause(t *testing.T) {
	for name, c := range map[string]struct {
		breaks func(*ward)
		check  string
		result result
		word   string
	}{
		"a setting is missing": {func(w *ward) { delete(w.env, "SLACK_APP_TOKEN") }, "settings", resultFail, "SLACK_APP_TOKEN"},
		"no Postgres":          {func(w *ward) { w.env["DATABASE_URL"] = "postgres://bot@127.0.0.1:1/bot" }, "postgres: reachable", resultFail, "does not answer"},
		"no such database":     {func(w *ward) { w.elsewhere("nowhere") }, "postgres: reachable", resultFail, "3D000"},
		"an old Postgres": {func(w *ward) {
			w.pretend("current_setting(text)", "text", "CASE $1 WHEN 'server_version_num' THEN '130012' ELSE '13.12' END")
		}, "postgres: version", resultFail, "13.12"},
		"a schema that is behind":        {func(w *ward) { w.env["DATABASE_URL"] = dbtest.EmptyURL(w) }, "postgres: schema", resultFail, "bot migrate up"},
		"a role without rights":          {func(w *ward) { w.options("role=" + w.role()) }, "postgres: rights", resultFail, "work_items"},
		"Postgres's clock is late":       {func(w *ward) { w.pretend("clock_timestamp()", "timestamptz", "now() - interval '1 hour'") }, "postgres: clock", resultFail, "1h0m"},
		"Postgres's clock is a bit late": {func(w *ward) { w.pretend("clock_timestamp()", "timestamptz", "now() - interval '30 seconds'") }, "postgres: clock", resultWarn, "NTP"},
		"a pooler by transactions":       {func(w *ward) { w.env["DATABASE_URL"] = pooled(w, w.DatabaseURL) }, "postgres: pooler", resultFail, "session mode"},

		"a revoked bot token": {func(w *ward) { w.Slack.KillToken("xoxb-sim", "token_revoked") }, "slack: bot token", resultFail, "token_revoked"},
		"a wrong app token":   {func(w *ward) { w.env["SLACK_APP_TOKEN"] = "xapp-1-A0SIMAPP-1-other" }, "slack: app token", resultFail, "invalid_auth"},
		"Socket Mode is off": {func(w *ward) {
			w.Slack.SetSwitches(func(s *slacksim.Switches) { s.RefuseOpens = "socket_mode_not_enabled" })
		}, "slack: app token", resultFail, "Socket Mode: switch it on"},
		"a scope is missing":    {func(w *ward) { w.Slack.SetScopes(neededApp().BotScopes[1:]...) }, "slack: scopes", resultFail, "chat:write"},
		"a scope is too many":   {func(w *ward) { w.Slack.SetScopes(append(neededApp().BotScopes, "files:write")...) }, "slack: scopes", resultWarn, "files:write"},
		"Slack is out of reach": {func(w *ward) { w.env["SLACK_API_URL"] = "http://127.0.0.1:1/api/" }, "slack: bot token", resultFail, "HTTPS_PROXY"},

		"IdentityIQ is out of reach": {func(w *ward) { w.env["IIQ_URL"] = "http://127.0.0.1:1/identityiq" }, "iiq: address", resultFail, "firewall"},
		"a wrong context root":       {func(w *ward) { w.env["IIQ_URL"] = strings.Replace(w.IIQRoot, "identityiq", "iiq", 1) }, "iiq: address", resultFail, "context root"},
		"a certificate of nobody":    {(*ward).untrusted, "iiq: certificate", resultFail, "SSL_CERT_FILE"},
		"a wrong secret":             {func(w *ward) { w.env["IIQ_CLIENT_SECRET"] = "another secret" }, "iiq: token", resultFail, "IIQ_CLIENT_SECRET"},
		"ping is refused":            {func(w *ward) { w.fault(forbidden("/rest/ping", 1)) }, "iiq: ping", resultFail, "capability"},
		"no right to list":           {func(w *ward) { w.front(nil, denied(`/object/WorkItem$`)) }, "iiq: WorkItem list", resultFail, "capability"},
		"no right to read":           {func(w *ward) { w.fault(forbidden("/object/WorkItem/", 0)) }, "iiq: WorkItem by id", resultFail, "capability"},
		"no right to requests":       {func(w *ward) { w.fault(forbidden("/object/IdentityRequest", 0)) }, "iiq: IdentityRequest", resultFail, "capability"},
		"no right to reviews":        {func(w *ward) { w.fault(forbidden("/table/CertificationEntity", 0)) }, "iiq: CertificationEntity", resultFail, "capability"},
		"no right to people":         {func(w *ward) { w.front(nil, denied(`/table/Identity$`)) }, "iiq: identities", resultFail, "capability"},
		"no right to members":        {func(w *ward) { w.fault(forbidden("/object/workgroup", 0)) }, "iiq: workgroup members", resultFail, "capability"},
		"a wrong plugin path":        {func(w *ward) { w.env["IIQ_PLUGIN_PATH"] = "plugin/rest/other" }, "iiq: WorkItem list", resultFail, "IIQ_PLUGIN_PATH"},
		"a login page":               {func(w *ward) { w.fault(iiqsim.Fault{Kind: iiqsim.FaultHTML, Path: "/object/WorkItem/"}) }, "iiq: WorkItem by id", resultFail, "login page"},
		"its clock is late":          {func(w *ward) { w.front(nil, dated(-10*time.Minute-20*time.Second)) }, "iiq: clock", resultFail, "10m"},
		"its clock is a bit late":    {func(w *ward) { w.front(nil, dated(-30*time.Second)) }, "iiq: clock", resultWarn, "apart"},
		"stamps of another zone":     {(*ward).early, "iiq: time zone", resultFail, "user.timezone"},
		"filters of another zone":    {func(w *ward) { w.front(shifted, nil) }, "iiq: time zone", resultFail, "user.timezone"},
		"columns it does not know":   {func(w *ward) { w.shape(func(s *iiqsim.Settings) { s.UnknownColumns = []string{"department"} }) }, "iiq: identities", resultWarn, "department"},
		"nobody knows who is active": {(*ward).idle, "iiq: identities", resultFail, "IIQ_ACTIVE_FILTER"},
		"a filter it does not know":  {func(w *ward) { w.front(nil, refusing("modified.notNull")) }, "iiq: filter", resultFail, "status 400"},

		"an approver who is not in Slack": {func(w *ward) { w.move("Dana.Reyes", "else@example.com") }, "mapping", resultWarn, "Dana.Reyes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			c.breaks(w)
			code, found := w.see()
			got := ended(found, c.result)[c.check]
			if got.Check == "" || !strings.Contains(got.Detail+got.Cure, c.word) {
				t.Errorf("%s is not told as %s with %q: %+v", c.check, c.result, c.word, found)
			}
			if c.result == resultWarn && code != exitDone {
				t.Errorf("exit code %d for a warning: %+v", code, ended(found, resultFail))
			}
			for check, f := range ended(found, resultFail) {
				if check != c.check && !strings.HasPrefix(check, strings.SplitAfter(c.check, ":")[0]) {
					t.Errorf("another failure: %+v", f)
				}
			}
		})
	}
}

func TestDoctorWithWrongSettings(t *testing.T) {
	got := play(t, map[string]string{"IIQ_TIMEOUT": "soon"}, "doctor")
	if got.code != exitWrong || got.stdout != "" || !strings.Contains(got.stderr, "IIQ_TIMEOUT is wrong") {
		t.Errorf("a wrong value: %+v", got)
	}
	got = play(t, nil, "doctor")
	for _, name := range slices.Sorted(maps.Keys(required())) {
		if strings.Count(got.stdout, name+" is not set") != 1 {
			t.Errorf("%s is not told as missing once:\n%s", name, got.stdout)
		}
	}
	if got.code != exitFailed || !strings.Contains(got.stderr, "checks failed") {
		t.Errorf("nothing is set: %+v", got)
	}
}

func TestDoctorWarnsBeforeACertificateEnds(t *testing.T) {
	now := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	for days, want := range map[int]result{-1: resultWarn, 3: resultWarn, 29: resultWarn, 31: resultOK, 365: resultOK} {
		p := &patient{process: &process{guard: newGuard(noEnvironment{})}, clock: func() time.Time { return now }, tell: func(finding) {}}
		p.iiqCertificate(&doctorIIQ{wire: &wire{certificate: &x509.Certificate{NotAfter: now.AddDate(0, 0, days)}}})
		if len(p.found) != 1 || p.found[0].Result != want {
			t.Errorf("%d days before its end: %+v", days, p.found)
		}
	}
	p := &patient{process: &process{guard: newGuard(noEnvironment{})}, clock: func() time.Time { return now }, tell: func(finding) {}}
	p.cfg.IIQ.URL = "http://iiq.example.com/identityiq"
	if p.iiqCertificate(&doctorIIQ{wire: &wire{}}); p.found[0].Result != resultFail {
		t.Errorf("no TLS to another machine: %+v", p.found)
	}
}

// noEnvironment is an environment in which nothing is set.
type noEnvironment struct{}

func (noEnvironment) Lookup(string) (string, bool) { return "", false }

// What follows breaks things.

func (w *ward) elsewhere(database string) {
	u, err := url.Parse(w.env["DATABASE_URL"])
	if err != nil {
		w.Fatal(err)
	}
	u.Path = "/" + database
	w.env["DATABASE_URL"] = u.String()
}

// pretend puts a function before Postgres's own.
func (w *ward) pretend(signature, returns, is string) {
	w.sql("CREATE FUNCTION public." + signature + " RETURNS " + returns + " LANGUAGE sql AS $$ SELECT " + is + " $$")
	w.options("search_path=public,pg_catalog")
}

// role makes a role that may look at the schema's version and at nothing else.
func (w *ward) role() string {
	name := "doctor_" + strconv.FormatInt(time.Now().UnixNano(), 36)
	w.sql("CREATE ROLE "+name, "GRANT USAGE ON SCHEMA public TO "+name, "GRANT SELECT ON goose_db_version, audit_log TO "+name)
	w.Cleanup(func() { w.sqlAtEnd("DROP OWNED BY "+name, "DROP ROLE "+name) })
	return name
}

func (w *ward) untrusted() {
	front := w.front(nil, nil)
	secure := httptest.NewUnstartedServer(front.Config.Handler)
	secure.Config.ErrorLog = nil
	secure.StartTLS()
	w.Cleanup(secure.Close)
	w.env["IIQ_URL"] = secure.URL + "/identityiq"
}

func forbidden(path string, skip int) iiqsim.Fault {
	return iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: http.StatusForbidden, Path: path, Skip: skip}
}

// denied turns the answers at a path into a 403.
func denied(path string) func(*http.Response) {
	form := regexp.MustCompile(path)
	return func(r *http.Response) {
		if form.MatchString(r.Request.URL.Path) {
			r.StatusCode = http.StatusForbidden
		}
	}
}

// refusing turns the answers to filters with a word into a 400.
func refusing(word string) func(*http.Response) {
	return func(r *http.Response) {
		if strings.Contains(r.Request.URL.Query().Get("filter"), word) {
			r.StatusCode = http.StatusBadRequest
		}
	}
}

func dated(by time.Duration) func(*http.Response) {
	return func(r *http.Response) { r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat)) }
}

// shifted makes dates in filters mean an hour later, as a server of another zone would.
func shifted(r *http.Request) {
	q := r.URL.Query()
	q.Set("filter", regexp.MustCompile(`DATE\$\d+`).ReplaceAllStringFunc(q.Get("filter"), func(date string) string {
		ms, _ := strconv.ParseInt(date[len("DATE$"):], 10, 64)
		return "DATE$" + strconv.FormatInt(ms+time.Hour.Milliseconds(), 10)
	}))
	if q.Get("filter") != "" {
		r.URL.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	}
}

// early makes a work item in two hours from now.
func (w *ward) early() {
	w.IIQ.SetClockSkew(2 * time.Hour)
	if _, err := w.IIQ.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn", Target: "Lee.Quinn"}); err != nil {
		w.Fatal(err)
	}
	w.IIQ.SetClockSkew(0)
}

func (w *ward) shape(change func(*iiqsim.Settings)) {
	s := w.IIQ.Settings()
	change(&s)
	if err := w.IIQ.SetSettings(s); err != nil {
		w.Fatal(err)
	}
}

func (w *ward) idle() {
	w.shape(func(s *iiqsim.Settings) {
		s.UnknownColumns, s.UnknownFilterColumns = []string{"inactive"}, []string{"inactive"}
	})
}

// move gives somebody in Slack another address.
func (w *ward) move(name, address string) {
	if _, err := w.Slack.UpdateUser(w.SlackID(name), func(u *slacksim.User) { u.Email = address }); err != nil {
		w.Fatal(err)
	}
}

// sqlAtEnd tidies up what belongs to the whole server.
func (w *ward) sqlAtEnd(statements ...string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, w.DatabaseURL)
	if err != nil {
		w.Error(err)
		return
	}
	defer conn.Close(ctx)
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			w.Error(err)
		}
	}
}
