package doctor

import (
	"context"
	"net/http"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// Settings are what the checks examine, and their tools.
type Settings struct {
	// Database, Slack and IIQ are nil where their settings are missing. They are not checked then.
	Database *Database
	Slack    *Slack
	IIQ      *IIQ
	// RulesFingerprint identifies the rules on sensitive content of the settings, "" for none; nil where they are not known.
	RulesFingerprint *string
	// Policy and Types are the items that the bot shows, and the types that it asks IdentityIQ for.
	Policy approvals.Policy
	Types  []approvals.ItemType
	// Clock is our own clock.
	Clock func() time.Time
	// Clean removes secrets and line breaks from a text that will be shown.
	Clean func(string) string
	// Refused gives the text of a refusal and its cure.
	Refused func(approvals.RefusalCode) string
}

// Database says where Postgres is and how long a connection may take.
type Database struct {
	URL           string
	ConnectWithin time.Duration
}

// Slack is how Slack is reached and what the app needs.
type Slack struct {
	API webapi.Config
	App App
	// AdminChannel is "" when there is none.
	AdminChannel string
}

// App is the scopes and events that the bot needs from the Slack app, as manifest.yml has them.
type App struct {
	BotScopes, AppScopes, Events, Commands []string
}

// IIQ is how IdentityIQ is reached.
type IIQ struct {
	// URL is its root, without a slash at the end.
	URL          string
	ClientID     string
	ActionMethod string
	// Trial is nil where IdentityIQ is asked by a plugin.
	Trial *Trial
	// Source is where people are read from: iiq.SourceTable or iiq.SourceSCIM.
	Source string
	// Catalogue: what helps to decide a line is read from SCIM's entitlements, roles and applications.
	Catalogue bool
	Timeout   time.Duration
	// Gateway is the plugin; its Target is nil where the settings say that it is the vendor's.
	Gateway Gateway
	// Client makes the client with this transport.
	Client func(*http.Client) (*iiq.Client, error)
}

// Trial is the workflow that is launched by SCIM in the place of a plugin.
type Trial struct {
	Workflow string
	// Decides: the bot may decide by it.
	Decides bool
	// Warning says what is given away with it, and Cure how that ends.
	Warning, Cure string
}

// patient is what the checks examine, and what they found.
type patient struct {
	Settings
	report
}

// within bounds the time of each group of checks.
const within = 2 * time.Minute

// Examine runs all checks whose settings are there, and returns the findings in their order. It calls tell with each
// finding at once.
func Examine(ctx context.Context, s Settings, tell func(Finding)) []Finding {
	p := &patient{Settings: s, report: report{clean: s.Clean, tell: tell}}
	var db *database
	var ws *workspace
	var from *source
	for _, group := range []struct {
		ready bool
		check func(context.Context)
	}{
		{s.Database != nil, func(ctx context.Context) { db = p.postgres(ctx) }},
		{s.Slack != nil, func(ctx context.Context) { ws = p.slack(ctx) }},
		{s.IIQ != nil, func(ctx context.Context) { from = p.identityIQ(ctx, db) }},
		{s.Database != nil && s.Slack != nil && s.IIQ != nil, func(ctx context.Context) { p.mapping(ctx, db, ws, from) }},
	} {
		if !group.ready {
			continue
		}
		bounded, cancel := context.WithTimeout(ctx, within)
		group.check(bounded)
		cancel()
	}
	if db != nil {
		db.pool.Close()
	}
	return p.found
}
