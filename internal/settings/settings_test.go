package settings

import (
	"log/slog"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

func loadFrom(env map[string]string, what Need) (Config, error) {
	lookuper := envconfig.MapLookuper(env)
	return NewSource(lookuper).Load(what)
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := loadFrom(settingstest.Required(), NeedAll)
	if err != nil {
		t.Fatal(err)
	}
	everyType := map[approvals.ItemType]bool{}
	for _, name := range remindTypes() {
		everyType[name] = true
	}
	want := Config{
		Slack: Slack{APIURL: "https://slack.com/api/", Limits: true},
		IIQ: IIQ{
			URL: "https://iiq.example.com/identityiq", PublicURL: "https://iiq.example.com/identityiq", ClientID: "client-of-the-bot",
			PluginPath: "plugin/rest/moveworks-plugin", ActionMethod: "PUT", Gateway: "auto", PageSize: 100, Timeout: 15 * time.Second,
			MaxConcurrency: 4, IdentitySource: "table", ESignAttribute: "electronicSignature", ActiveFilter: "inactive == false",
			IdentityColumns: []string{"id", "name", "email", "displayName", "firstname", "lastname", "inactive", "workgroup", "manager.id",
				"department"},
			ReviewColumns: []string{"id", "identity", "targetDisplayName", "summaryStatus", "completed", "created", "modified",
				"certification.id",
				"certification.name", "certification.expiration", "certification.phase", "certification.signed",
				"certification.certifiers"},
			LinkWorkItem: "{root}/ui/rest/redirect?rp1=/workitem/commonWorkItem.jsf&rp2=commonWorkItem/{id}",
			LinkRequest:  "{root}/ui/rest/redirect?rp1=/identityRequest/identityRequest.jsf&rp2=/request/{name}",
			LinkReview:   "{root}/ui/rest/redirect?rp1=/certification/certification.jsf&rp2=certification/{id}",
		},
		Rules: Rules{
			PollInterval: 10 * time.Second, ReconcileInterval: time.Minute, IdentitySyncInterval: 4 * time.Hour,
			IdentityRefresh:  2 * time.Minute,
			WorkgroupRefresh: 5 * time.Minute, ReviewUpdateInterval: 10 * time.Minute, DecisionKeep: 24 * time.Hour,
			ItemRetention:     2160 * time.Hour,
			DenyCommentNeeded: true, LineDecisions: true, Context: "gateway", CardsAtOnce: 3,
			LinkOnlyTypes: approvals.DefaultLinkOnlyTypes(),
			RemindAfter:   24 * time.Hour, RemindHours: Hours{9 * time.Hour, 17 * time.Hour},
			RemindDays: [7]bool{false, true, true, true, true, true, false}, RemindTypes: everyType,
			Language: "en",
		},
		HTTP:    HTTP{Addr: ":8080"},
		Log:     Log{Level: slog.LevelInfo, JSON: true},
		Tracing: Tracing{Service: "iiq-approvals", Sampler: "parentbased_always_on", Ratio: 1},
	}
	secrets := []struct{ got, want string }{
		{c.Database.URL.Reveal(), settingstest.Required()["DATABASE_URL"]},
		{c.Slack.AppToken.Reveal(), settingstest.Required()["SLACK_APP_TOKEN"]},
		{c.Slack.BotToken.Reveal(), settingstest.Required()["SLACK_BOT_TOKEN"]},
		{c.IIQ.ClientSecret.Reveal(), settingstest.Required()["IIQ_CLIENT_SECRET"]},
	}
	for _, s := range secrets {
		if s.got != s.want {
			t.Errorf("secret is %q, want %q", s.got, s.want)
		}
	}
	c.Database.URL, c.Slack.AppToken, c.Slack.BotToken, c.IIQ.ClientSecret = Secret{}, Secret{}, Secret{}, Secret{}
	if diff := cmp.Diff(want, c, cmp.AllowUnexported(Secret{})); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

func TestRightSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, value string
		get         func(Config) any
		want        any
	}{
		{"SLACK_API_URL", "http://127.0.0.1:9999/api", func(c Config) any { return c.Slack.APIURL }, "http://127.0.0.1:9999/api/"},
		{"SLACK_LIMITS", "off", func(c Config) any { return c.Slack.Limits }, false},
		{"SLACK_LIMITS", "", func(c Config) any { return c.Slack.Limits }, true},
		{"IIQ_URL", "http://[::1]:8081", func(c Config) any { return c.IIQ.URL }, "http://[::1]:8081"},
		{"IIQ_PUBLIC_URL", "https://people.example.com/iiq//", func(c Config) any { return c.IIQ.PublicURL },
			"https://people.example.com/iiq"},
		{"IIQ_PLUGIN_PATH", "/plugin/rest/ours/", func(c Config) any { return c.IIQ.PluginPath }, "plugin/rest/ours"},
		{"IIQ_GATEWAY", "required", func(c Config) any { return c.IIQ.Gateway }, "required"},
		{"IIQ_TRIAL_WORKFLOW", "Approvals Gateway Trial", func(c Config) any { return c.IIQ.TrialWorkflow }, "Approvals Gateway Trial"},
		{"IIQ_TRIAL_WORKFLOW", "Approvals Gateway Trial", func(c Config) any { return c.Rules.Policy().ReadOnly }, true},
		{"IIQ_TRIAL_WORKFLOW", "", func(c Config) any { return c.Rules.Policy().ReadOnly }, false},
		{"IIQ_TRIAL_DECISIONS", "on", func(c Config) any { return c.IIQ.TrialDecisions }, true},
		{"IIQ_DECISION_KEY", "a key of thirty-two letters, and more", func(c Config) any { return c.IIQ.DecisionKey.Reveal() },
			"a key of thirty-two letters, and more"},
		{"IIQ_ACTION_METHOD", "POST", func(c Config) any { return c.IIQ.ActionMethod }, "POST"},
		{"IIQ_PAGE_SIZE", "1", func(c Config) any { return c.IIQ.PageSize }, 1},
		{"IIQ_PAGE_SIZE", "1000", func(c Config) any { return c.IIQ.PageSize }, 1000},
		{"IIQ_TIMEOUT", "250ms", func(c Config) any { return c.IIQ.Timeout }, 250 * time.Millisecond},
		{"IIQ_MAX_CONCURRENCY", "1", func(c Config) any { return c.IIQ.MaxConcurrency }, 1},
		{"IDENTITY_SOURCE", "scim", func(c Config) any { return c.IIQ.IdentitySource }, "scim"},
		{"IDENTITY_REFRESH_INTERVAL", "1s", func(c Config) any { return c.Rules.IdentityRefresh }, time.Second},
		{"IIQ_ESIGN_ATTRIBUTE", "custom.sign", func(c Config) any { return c.IIQ.ESignAttribute }, "custom.sign"},
		{"IIQ_ACTIVE_FILTER", `(active == true && name != "a(")`, func(c Config) any { return c.IIQ.ActiveFilter }, `(active == true && name != "a(")`},
		{"IIQ_IDENTITY_COLUMNS", "id, name ,email,department=costCenter", func(c Config) any { return c.IIQ.IdentityColumns }, []string{"id", "name", "email", "department=costCenter"}},
		{"IIQ_REVIEW_COLUMNS", "id,certification.id", func(c Config) any { return c.IIQ.ReviewColumns }, []string{"id", "certification.id"}},
		{"LINK_WORK_ITEM", "https://other.example.com/item/{id}", func(c Config) any { return c.IIQ.LinkWorkItem },
			"https://other.example.com/item/{id}"},
		{"IIQ_POLL_INTERVAL", "1s", func(c Config) any { return c.Rules.PollInterval }, time.Second},
		{"RECONCILE_INTERVAL", "1h30m", func(c Config) any { return c.Rules.ReconcileInterval }, 90 * time.Minute},
		{"DENY_COMMENT", "optional", func(c Config) any { return c.Rules.Policy().DenyComment }, false},
		{"APPROVE_COMMENT", "required", func(c Config) any { return c.Rules.Policy().ApproveComment }, true},
		{"SELF_APPROVAL", "allow", func(c Config) any { return c.Rules.Policy().AllowSelf }, true},
		{"LINE_DECISIONS", "on", func(c Config) any { return c.Rules.Policy().Lines }, true},
		{"LINE_DECISIONS", "off", func(c Config) any { return c.Rules.Policy().Lines }, false},
		{"BULK_MAX", "25", func(c Config) any { return c.Rules.Policy().BulkMax }, 25},
		{"CARDS_AT_ONCE", "0", func(c Config) any { return c.Rules.CardsAtOnce }, 0},
		{"LINK_ONLY_TYPES", "Form", func(c Config) any { return c.Rules.LinkOnlyTypes }, map[approvals.ItemType]bool{"Form": true}},
		{"LINK_ONLY_TYPES", "none", func(c Config) any { return c.Rules.LinkOnlyTypes }, map[approvals.ItemType]bool{}},
		{"LINK_ONLY_TYPES", "+Remediation,-Form , -Challenge", func(c Config) any { return c.Rules.LinkOnlyTypes },
			map[approvals.ItemType]bool{
				"Delegation": true, "Signoff": true, "ViolationReview": true, "PolicyViolation": true, "Remediation": true}},
		{"REMIND_TYPES", "Approval,Certification", func(c Config) any { return c.Rules.RemindTypes }, map[approvals.ItemType]bool{"Approval": true, "Certification": true}},
		{"REMIND_AFTER", "0", func(c Config) any { return c.Rules.RemindAfter }, time.Duration(0)},
		{"REMIND_HOURS", "22:00-06:00", func(c Config) any { return c.Rules.RemindHours }, Hours{22 * time.Hour, 6 * time.Hour}},
		{"REMIND_HOURS", "00:00-24:00", func(c Config) any { return c.Rules.RemindHours }, Hours{0, 24 * time.Hour}},
		{"REMIND_DAYS", "Sun-Thu", func(c Config) any { return c.Rules.RemindDays }, [7]bool{true, true, true, true, true, false, false}},
		{"REMIND_DAYS", "Sat-Mon", func(c Config) any { return c.Rules.RemindDays }, [7]bool{true, true, false, false, false, false, true}},
		{"REMIND_DAYS", "mon, Wed,FRI", func(c Config) any { return c.Rules.RemindDays },
			[7]bool{false, true, false, true, false, true, false}},
		{"HOLIDAYS", "2027-01-01,12-25, 02-29", func(c Config) any { return c.Rules.Holidays },
			[]Holiday{{2027, 1, 1}, {0, 12, 25}, {0, 2, 29}}},
		{"TELL_REQUESTER", "on", func(c Config) any { return c.Rules.TellRequester }, true},
		{"CONTEXT", "scim", func(c Config) any { return c.Rules.Context }, "scim"},
		{"REVIEW_DECISIONS", "off", func(c Config) any { return c.Rules.RetiredEntity }, false},
		{"REVIEW_DECISIONS", "entity", func(c Config) any { return c.Rules.RetiredEntity }, true},
		{"ADMIN_CHANNEL", "C0123ABCD", func(c Config) any { return c.Rules.AdminChannel }, "C0123ABCD"},
		{"AUDIT_RETENTION", "61320h", func(c Config) any { return c.Rules.AuditRetention }, 61320 * time.Hour},
		{"ITEM_RETENTION", "0", func(c Config) any { return c.Rules.ItemRetention }, time.Duration(0)},
		{"LANGUAGE", "de_DE.UTF-8:en_GB:en", func(c Config) any { return c.Rules.Language }, "de"},
		{"LANGUAGE", "ja_JP:fr_CA", func(c Config) any { return c.Rules.Language }, "fr"},
		{"LANGUAGE", "C", func(c Config) any { return c.Rules.Language }, "en"},
		{"HTTP_ADDR", "127.0.0.1:0", func(c Config) any { return c.HTTP.Addr }, "127.0.0.1:0"},
		{"LOG_LEVEL", "debug", func(c Config) any { return c.Log.Level }, slog.LevelDebug},
		{"LOG_FORMAT", "text", func(c Config) any { return c.Log.JSON }, false},
	} {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			t.Parallel()
			c, err := loadFrom(settingstest.With(tt.name, tt.value), NeedAll)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, tt.get(c)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWrongSettings(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]string{
		"DATABASE_URL":    {"bot", "mysql://h/db", "host=localhost dbname=bot", "postgres://h:port/db"},
		"SLACK_APP_TOKEN": {"xoxb-1", "xapp-", "xapp-1 2", "token"},
		"SLACK_BOT_TOKEN": {"xapp-1", "xoxp-1", "xoxb-", "xoxb-1\n"},
		"SLACK_API_URL": {"slack.com/api", "ftp://slack.com/", "https:///api", "https://slack.com/api?x=1",
			"https://u:p@slack.com/"},
		"SLACK_LIMITS":              {"yes", "ON", "0"},
		"IIQ_URL":                   {"iiq", "//iiq", "https://", "https://iiq/#/home", "https://u@iiq/"},
		"IIQ_PUBLIC_URL":            {"javascript:alert(1)", "https://iiq/?a"},
		"IIQ_CLIENT_ID":             {"a:b", "a\nb"},
		"IIQ_CLIENT_SECRET":         {"a\x00b"},
		"IIQ_PLUGIN_PATH":           {"..", "a/../b", "a//b", "a?b", "/", "a b"},
		"IIQ_GATEWAY":               {"on", "Auto"},
		"IIQ_DECISION_KEY":          {"short", "a key of thirty-two letters, and a break\n", " a key of thirty-two letters, and more"},
		"IIQ_ACTION_METHOD":         {"PATCH", "put"},
		"IIQ_PAGE_SIZE":             {"0", "1001", "-1", "ten", "1.5", "0x10"},
		"IIQ_TIMEOUT":               {"0s", "15", "-1s", "1ms", "soon"},
		"IIQ_MAX_CONCURRENCY":       {"0", "101"},
		"IIQ_POLL_INTERVAL":         {"999ms", "0", "10", "1d", "-10s"},
		"RECONCILE_INTERVAL":        {"0s"},
		"IDENTITY_SYNC_INTERVAL":    {"4"},
		"IDENTITY_SOURCE":           {"ldap"},
		"IDENTITY_REFRESH_INTERVAL": {"0", "999ms", "often"},
		"WORKGROUP_REFRESH":         {"500ms"},
		"REVIEW_UPDATE_INTERVAL":    {"x"},
		"DECISION_KEEP":             {"0"},
		"DENY_COMMENT":              {"yes"},
		"APPROVE_COMMENT":           {"never"},
		"SELF_APPROVAL":             {"deny"},
		"LINE_DECISIONS":            {"yes", "lines"},
		"BULK_MAX":                  {"-1", "101", "on"},
		"CARDS_AT_ONCE":             {"-1", "1001", "all"},
		"LINK_ONLY_TYPES":           {"Approval", "Form,", "Form,+Remediation", "++Form", "Nonsense", "none,Form", "+", ","},
		"IIQ_ESIGN_ATTRIBUTE":       {"a b", "1a", `a"b`},
		"IIQ_IDENTITY_COLUMNS":      {"id,name", "id,name,email,id", "id,name,email,a b", "id,name,email,,x", "id,name,email,x="},
		"IIQ_REVIEW_COLUMNS":        {"id", "certification.id"},
		"IIQ_ACTIVE_FILTER":         {`name == "a`, "(a == 1", "a == 1) || (b == 2", " "},
		"LINK_WORK_ITEM":            {"{root}/x", "{id}", "javascript:{id}", "{root}/{id}/{nam}", "{root}/a b/{id}"},
		"LINK_REQUEST":              {"{root}/{id}"},
		"LINK_REVIEW":               {"https://x/{name}"},
		"REMIND_AFTER":              {"500ms", "never", "-1h"},
		"REMIND_HOURS": {"9-17", "09:00", "09:00-09:00", "24:00-06:00", "25:00-26:00", "09:60-10:00", "09:00-24:01",
			"09:00-12:00,13:00-17:00"},
		"REMIND_DAYS":      {"Monday", "Mon-", "Mon,,Fri", "Mon-Wed-Fri", "1-5"},
		"REMIND_TYPES":     {"Event"},
		"HOLIDAYS":         {"25.12.", "2027-02-29", "13-01", "2027-01-01,"},
		"TELL_REQUESTER":   {"true"},
		"CONTEXT":          {"on", "SCIM", "vendor"},
		"REVIEW_DECISIONS": {"on", "all", "Entity", "lines"},
		"ADMIN_CHANNEL":    {"#admins", "admins", "U0123", "c0123"},
		"AUDIT_RETENTION":  {"1h", "7y"},
		"ITEM_RETENTION":   {"23h", "90d", "-1h"},
		"LANGUAGE":         {"klingon", "e", "en:", "e n"},
		"HTTP_ADDR":        {"8080", "host", ":http", ":65536", ":-1"},
		"LOG_LEVEL":        {"INFO", "trace", "1"},
		"LOG_FORMAT":       {"xml"},
	} {
		for _, value := range values {
			t.Run(name+"="+value, func(t *testing.T) {
				t.Parallel()
				_, err := loadFrom(settingstest.With(name, value), NeedAll)
				expectProblem(t, err, name)
			})
		}
	}
}

// expectProblem wants exactly one problem, with this setting.
func expectProblem(t *testing.T, err error, name string) {
	t.Helper()
	wrong, ok := err.(*Error)
	if !ok {
		t.Fatalf("error is %v, want one about %s", err, name)
	}
	if len(wrong.Problems) != 1 || wrong.Problems[0].Name != name || wrong.Problems[0].Missing || wrong.Problems[0].Expected == "" {
		t.Errorf("problems are %v, want one about %s", wrong.Problems, name)
	}
}

// Every setting is read under its own name, and checked.
func TestEverySettingIsChecked(t *testing.T) {
	t.Parallel()
	names := Names()
	if len(names) < 40 {
		t.Fatalf("only %d settings found, want at least 40", len(names))
	}
	env := settingstest.Required()
	for name := range names {
		env[name] = "\x01 , ? \x01"
	}
	_, err := loadFrom(env, NeedAll|NeedHabits)
	wrong, ok := err.(*Error)
	if !ok {
		t.Fatalf("error is %v, want a *settings.Error", err)
	}
	for _, p := range wrong.Problems {
		if strings.ContainsAny(p.String(), "\n\x01") {
			t.Errorf("not one plain line: %q", p.String())
		}
		delete(names, p.Name)
	}
	for name := range names {
		t.Errorf("%s takes anything", name)
	}
}

func TestMissingSettings(t *testing.T) {
	t.Parallel()
	for what, want := range map[Need][]string{
		NeedDatabase:           {"DATABASE_URL"},
		NeedSlack:              {"SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"},
		NeedIIQ:                {"IIQ_CLIENT_ID", "IIQ_CLIENT_SECRET", "IIQ_URL"},
		NeedDatabase | NeedLog: {"DATABASE_URL"},
	} {
		_, err := loadFrom(map[string]string{}, what)
		wrong, ok := err.(*Error)
		if !ok {
			t.Fatalf("need %v: error is %v, want a *settings.Error", what, err)
		}
		got := map[string]bool{}
		for _, p := range wrong.Problems {
			if !p.Missing {
				t.Errorf("%s is wrong rather than missing", p.Name)
			}
			got[p.Name] = true
		}
		expected := map[string]bool{}
		for _, name := range want {
			expected[name] = true
		}
		if !maps.Equal(got, expected) {
			t.Errorf("missing: %v, want %v", got, want)
		}
	}
	if _, err := loadFrom(map[string]string{}, NeedRules|NeedHTTP|NeedLog); err != nil {
		t.Errorf("these have defaults for all: %v", err)
	}
}

func TestOnlyWhatIsUsedIsLookedAt(t *testing.T) {
	t.Parallel()
	env := map[string]string{"DATABASE_URL": "postgres://h/db", "IIQ_TIMEOUT": "soon", "SLACK_APP_TOKEN": "nonsense"}
	if _, err := loadFrom(env, NeedDatabase); err != nil {
		t.Error(err)
	}
}
