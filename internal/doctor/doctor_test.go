package doctor

import (
	"crypto/x509"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

func TestNothingIsFoundWhereAllIsWell(t *testing.T) {
	t.Parallel()
	found := newEnv(t).see()
	if sick := ended(found, Fail); len(sick) != 0 {
		t.Errorf("got %+v, want a length of 0", sick)
	}
	// The simulator has no TLS on this machine.
	if got := slices.Sorted(maps.Keys(ended(found, Warn))); !slices.Equal(got, []string{"iiq: certificate"}) {
		t.Errorf("warnings %v, want of iiq: certificate alone", got)
	}
	for _, check := range []string{"postgres: reachable", "postgres: version", "postgres: encoding", "postgres: session",
		"postgres: read-write", "postgres: pooler", "postgres: schema", "postgres: rights",
		"postgres: decision log",
		"postgres: clock", "slack: bot token", "slack: scopes", "slack: app token", "iiq: address", "iiq: token", "iiq: ping",
		"iiq: WorkItem list", "iiq: WorkItem by id",
		"iiq: IdentityRequest", "iiq: CertificationEntity", "iiq: clock", "iiq: time zone", "iiq: identities", "iiq: changed identities",
		"iiq: workgroup members", "iiq: filter", "mapping"} {
		if f := ended(found, OK)[check]; f.Check == "" {
			t.Errorf("%s is not ok", check)
		}
	}
	for _, check := range []string{"slack: Home tab", "slack: interactivity", "slack: command", "iiq: PUT WorkItem"} {
		if ended(found, Look)[check].Check == "" {
			t.Errorf(`nobody is told to look at %s, want Check other than ""`, check)
		}
	}
}

// What there are no settings for is not looked at, and the rest is.
func TestOnlyWhatIsSetIsChecked(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	s := w.settings()
	s.Slack, s.Database = nil, nil
	found := Examine(t.Context(), s, func(Finding) {})
	if len(ended(found, Fail)) != 0 || ended(found, OK)["iiq: token"].Check == "" {
		t.Errorf(`got %+v, want a length of 0 and Check other than ""`, found)
	}
	for _, f := range found {
		if !strings.HasPrefix(f.Check, "iiq: ") && !strings.HasPrefix(f.Check, "gateway: ") {
			t.Errorf(`got %+v, want Check that begins with "iiq: " or "gateway: "`, f)
		}
	}
}

func TestEachCauseIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		breaks func(*env)
		check  string
		result Result
		word   string
	}{
		"no Postgres": {func(w *env) { w.env["DATABASE_URL"] = "postgres://bot@127.0.0.1:1/bot" }, "postgres: reachable", Fail,
			"does not answer"},
		"no such database": {func(w *env) { w.elsewhere("nowhere") }, "postgres: reachable", Fail, "3D000"},
		"an old Postgres": {func(w *env) {
			w.pretend("current_setting(text)", "text", "CASE $1 WHEN 'server_version_num' THEN '130012' WHEN 'server_version' THEN '13.12' ELSE pg_catalog.current_setting($1) END")
		}, "postgres: version", Fail, "13.12"},
		"a database in LATIN1": {func(w *env) { w.env["DATABASE_URL"] = dbtest.EncodedURL(w, "LATIN1") }, "postgres: encoding", Fail,
			"UTF8"},
		"a read-only database": {func(w *env) {
			w.sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$")
		}, "postgres: read-write", Fail, "read-only"},
		"a schema that is behind": {func(w *env) { w.env["DATABASE_URL"] = dbtest.EmptyURL(w) }, "postgres: schema", Fail,
			"bot migrate up"},
		"a role without rights": {func(w *env) { w.env["DATABASE_URL"] = w.roles.Admin; w.options("role=" + w.role()) },
			"postgres: rights", Fail, "deploy/postgres/grants.sql"},
		"the role owns the log": {func(w *env) { w.env["DATABASE_URL"] = w.roles.Owner }, "postgres: rights", Fail,
			"owns the log"},
		"the role is the administrator": {func(w *env) { w.env["DATABASE_URL"] = w.roles.Admin }, "postgres: rights", Fail,
			"is a superuser"},
		"Postgres's clock is late": {func(w *env) { w.pretend("clock_timestamp()", "timestamptz", "now() - interval '1 hour'") },
			"postgres: clock", Fail, "1h0m"},
		"Postgres's clock is a bit late": {func(w *env) { w.pretend("clock_timestamp()", "timestamptz", "now() - interval '30 seconds'") },
			"postgres: clock", Warn, "NTP"},
		"a pooler by transactions": {func(w *env) { w.env["DATABASE_URL"] = dbtest.Pooled(w, w.DatabaseURL) }, "postgres: pooler", Fail,
			"session mode"},

		"a revoked bot token": {func(w *env) { w.Slack.KillToken("xoxb-sim", "token_revoked") }, "slack: bot token", Fail, "token_revoked"},
		"a wrong app token": {func(w *env) { w.env["SLACK_APP_TOKEN"] = "xapp-1-A0SIMAPP-1-other" }, "slack: app token", Fail,
			"invalid_auth"},
		"Socket Mode is off": {func(w *env) {
			w.Slack.SetSwitches(func(s *slacksim.Switches) { s.RefuseOpens = "socket_mode_not_enabled" })
		}, "slack: app token", Fail, "Socket Mode: switch it on"},
		"a scope is missing":  {func(w *env) { w.Slack.SetScopes(app().BotScopes[1:]...) }, "slack: scopes", Fail, "chat:write"},
		"a scope is too many": {func(w *env) { w.Slack.SetScopes(append(app().BotScopes, "files:write")...) }, "slack: scopes", Warn, "files:write"},
		"Slack is out of reach": {func(w *env) { w.env["SLACK_API_URL"] = "http://127.0.0.1:1/api/" }, "slack: bot token", Fail,
			"HTTPS_PROXY"},

		"IdentityIQ is out of reach": {func(w *env) { w.env["IIQ_URL"] = "http://127.0.0.1:1/identityiq" }, "iiq: address", Fail,
			"firewall"},
		"a wrong context root": {func(w *env) { w.env["IIQ_URL"] = strings.Replace(w.IIQRoot, "identityiq", "iiq", 1) },
			"iiq: address", Fail, "context root"},
		"a certificate of nobody": {(*env).untrusted, "iiq: certificate", Fail, "SSL_CERT_FILE"},
		"a wrong secret": {func(w *env) { w.env["IIQ_CLIENT_SECRET"] = "another secret" }, "iiq: token", Fail,
			"IIQ_CLIENT_SECRET"},
		"ping is refused":  {func(w *env) { w.fault(forbidden("/rest/ping", 1)) }, "iiq: ping", Fail, "capability"},
		"no right to list": {func(w *env) { w.front(nil, denied(`/object/WorkItem$`)) }, "iiq: WorkItem list", Fail, "capability"},
		"an id that is too long": {func(w *env) { w.work(iiqsim.WorkItem{ID: strings.Repeat("a", 65)}) }, "iiq: WorkItem list", Warn,
			"it has 65 characters, and 64 are read"},
		"a date that cannot be read": {func(w *env) { w.work(iiqsim.WorkItem{ExpirationAs: "soon"}) }, "iiq: dates", Warn, "(due)"},
		"no right to read": {func(w *env) { w.fault(forbidden("/object/WorkItem/", 0)) }, "iiq: WorkItem by id", Fail,
			"capability"},
		"no right to requests": {func(w *env) { w.fault(forbidden("/object/IdentityRequest", 0)) }, "iiq: IdentityRequest", Fail,
			"capability"},
		"no right to reviews": {func(w *env) { w.fault(forbidden("/table/CertificationEntity", 0)) }, "iiq: CertificationEntity",
			Fail, "capability"},
		"no right to people": {func(w *env) { w.front(nil, denied(`/table/Identity$`)) }, "iiq: identities", Fail, "capability"},
		"no right to members": {func(w *env) { w.fault(forbidden("/object/workgroup", 0)) }, "iiq: workgroup members", Fail,
			"capability"},
		"a wrong plugin path": {func(w *env) { w.env["IIQ_PLUGIN_PATH"] = "plugin/rest/other" }, "iiq: WorkItem list", Fail,
			"IIQ_PLUGIN_PATH"},
		"a login page":               {func(w *env) { w.fault(iiqsim.Fault{Kind: iiqsim.FaultHTML, Path: "/object/WorkItem/"}) }, "iiq: WorkItem by id", Fail, "login page"},
		"its clock is late":          {func(w *env) { w.front(nil, dated(-10*time.Minute-20*time.Second)) }, "iiq: clock", Fail, "10m"},
		"its clock is a bit late":    {func(w *env) { w.front(nil, dated(-30*time.Second)) }, "iiq: clock", Warn, "apart"},
		"stamps of another zone":     {(*env).early, "iiq: time zone", Fail, "user.timezone"},
		"filters of another zone":    {func(w *env) { w.front(shifted, nil) }, "iiq: time zone", Fail, "user.timezone"},
		"a gateway was there before": {(*env).gatewayBefore, "gateway: plugin", Fail, "IIQ_GATEWAY=vendor"},
		"columns it does not know":   {func(w *env) { w.shape(func(s *iiqsim.Settings) { s.UnknownColumns = []string{"department"} }) }, "iiq: identities", Warn, "department"},
		"nobody knows who is active": {(*env).idle, "iiq: identities", Fail, "IIQ_ACTIVE_FILTER"},
		"it tells of no changes":     {func(w *env) { w.shape(func(s *iiqsim.Settings) { s.UnknownColumns = []string{"modified"} }) }, "iiq: changed identities", Warn, "modified"},
		"a filter it does not know":  {func(w *env) { w.front(nil, refusing("modified.notNull")) }, "iiq: filter", Fail, "status 400"},

		"an approver who is not in Slack": {func(w *env) { w.move("Dana.Reyes", "else@example.com") }, "mapping", Warn, "Dana.Reyes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t)
			c.breaks(w)
			found := w.see()
			got := ended(found, c.result)[c.check]
			if got.Check == "" || !strings.Contains(got.Detail+got.Cure, c.word) {
				t.Errorf("%s is not told as %s with %q: %+v", c.check, c.result, c.word, found)
			}
			for check, f := range ended(found, Fail) {
				if check != c.check && !strings.HasPrefix(check, strings.SplitAfter(c.check, ":")[0]) {
					t.Errorf("another failure: %+v", f)
				}
			}
		})
	}
}

func TestAWarningBeforeACertificateEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	for days, want := range map[int]Result{-1: Warn, 3: Warn, 29: Warn, 31: OK, 365: OK} {
		p := mute(now, "")
		p.iiqCertificate(&source{wire: &wire{certificate: &x509.Certificate{NotAfter: now.AddDate(0, 0, days)}}})
		if len(p.found) != 1 || p.found[0].Result != want {
			t.Errorf("%d days before its end: %+v, want a length of 1 and Result %v", days, p.found, want)
		}
	}
	p := mute(now, "http://iiq.example.com/identityiq")
	if p.iiqCertificate(&source{wire: &wire{}}); p.found[0].Result != Fail {
		t.Errorf("no TLS to another machine: %+v, want Result %v", p.found, Fail)
	}
}

// mute is a patient before a check.
func mute(now time.Time, url string) *patient {
	return &patient{
		Settings: Settings{IIQ: &IIQ{URL: url}, Clock: func() time.Time { return now }},
		report:   report{clean: func(s string) string { return s }, tell: func(Finding) {}},
	}
}
