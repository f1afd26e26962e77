package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/localpg"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/migrations"
)

// Options says what the world is like. The zero value is a company of 300 people and a temporary database.
type Options struct {
	// People is the size of the company; 0 means 300.
	People int
	Seed   uint64
	// DatabaseURL uses a migrated database that is there, instead of a private server.
	DatabaseURL string
	// SlackAddr and IIQAddr are addresses of this machine to listen on; "" takes any free port.
	SlackAddr, IIQAddr string
	// SlackLimits keeps Slack's rate limits.
	SlackLimits bool
	// Gateway gives IdentityIQ our own plugin with all that it has switched on, and has the bot use it, with proofs. Without it, the
	// plugin is the vendor's.
	Gateway bool
	// IIQ and Slack change the simulators before they start; nil leaves them as they are.
	IIQ    func(*iiqsim.Options)
	Slack  func(*slacksim.Options)
	Logger *slog.Logger
}

// World is what runs around the bot.
type World struct {
	Postgres *localpg.Server
	IIQ      *iiqsim.Sim
	Slack    *slacksim.Sim
	Company  *iiqsim.Population
	// IIQRoot is {root}; SlackAPI ends in /api/; Page is the address of the chat for the browser.
	IIQRoot, SlackAPI, Page string
	DatabaseURL             string

	slackIDs map[string]string
	stops    []func()
	// decisionKey is the key of the proofs that the gateway wants, "" where the plugin is the vendor's.
	decisionKey string
}

// Start brings the world up. Close ends it; when Start fails, nothing is left running.
func Start(ctx context.Context, o Options) (*World, error) {
	w := &World{slackIDs: map[string]string{}}
	for _, step := range []func(context.Context, Options) error{w.startPostgres, w.startIIQ, w.startSlack} {
		if err := step(ctx, o); err != nil {
			w.Close()
			return nil, err
		}
	}
	return w, nil
}

// Close ends everything, the last started first.
func (w *World) Close() {
	for i := len(w.stops) - 1; i >= 0; i-- {
		w.stops[i]()
	}
	w.stops = nil
}

func (w *World) startPostgres(ctx context.Context, o Options) error {
	if o.DatabaseURL != "" {
		w.DatabaseURL = o.DatabaseURL
		return nil
	}
	server, err := localpg.Start(ctx, localpg.Options{Fast: true, Logger: o.Logger})
	if err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	w.Postgres = server
	w.stops = append(w.stops, func() { _ = server.Stop() })
	if err := server.EnsureDatabase(ctx, "bot"); err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	w.DatabaseURL = server.URL("bot")
	if _, err := migrations.Up(ctx, w.DatabaseURL); err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	return nil
}

func (w *World) startIIQ(_ context.Context, o Options) error {
	opts := iiqsim.Options{Seed: o.Seed, Logger: o.Logger}
	if o.IIQ != nil {
		o.IIQ(&opts)
	}
	opts.Gateway = opts.Gateway || o.Gateway
	w.IIQ = iiqsim.New(opts)
	if o.Gateway {
		w.setGateway()
	}
	w.Company = iiqsim.Company(o.Seed, o.People)
	if err := w.IIQ.Load(w.Company); err != nil {
		return fmt.Errorf("fill IdentityIQ: %w", err)
	}
	root, stop, err := w.IIQ.Start(orLoopback(o.IIQAddr))
	if err != nil {
		return fmt.Errorf("start IdentityIQ: %w", err)
	}
	w.IIQRoot = root + contextRoot
	w.stops = append(w.stops, stop)
	return nil
}

func (w *World) startSlack(_ context.Context, o Options) error {
	opts := slacksim.Options{Seed: o.Seed, Logger: o.Logger, Limits: o.SlackLimits, BotName: "IIQ Approvals", TeamName: "Example Corp"}
	if o.Slack != nil {
		o.Slack(&opts)
	}
	w.Slack = slacksim.New(opts)
	if err := w.hire(); err != nil {
		return err
	}
	api, stop, err := w.Slack.Start(orLoopback(o.SlackAddr))
	if err != nil {
		return fmt.Errorf("start Slack: %w", err)
	}
	w.SlackAPI = api
	w.Page = strings.TrimSuffix(api, "api/")
	w.stops = append(w.stops, stop)
	return nil
}

// contextRoot is where IdentityIQ customarily is on its server.
const contextRoot = "/identityiq"

func orLoopback(addr string) string {
	if addr == "" {
		return "127.0.0.1:0"
	}
	return addr
}

// hire gives everybody of the company a Slack account, and adds a guest who has no business with approvals.
func (w *World) hire() error {
	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Europe/London"}
	for i, p := range w.Company.People {
		u, err := w.Slack.Inhabit(slacksim.User{Name: strings.ToLower(p.Name), RealName: p.DisplayName, Email: p.Email,
			TZ: zones[i%len(zones)], Locale: "en-US"})
		if err != nil {
			return fmt.Errorf("add Slack user: %w", err)
		}
		w.slackIDs[p.Name] = u.ID
	}
	guest, err := w.Slack.Inhabit(slacksim.User{Name: "guest", RealName: "Pat Visitor (guest)", Email: "pat@visitors.example",
		TZ: "Europe/Berlin", IsRestricted: true})
	if err != nil {
		return fmt.Errorf("add guest: %w", err)
	}
	w.slackIDs[GuestName] = guest.ID
	return nil
}

// GuestName is the name under which SlackID knows the guest.
const GuestName = "Guest"

// SlackID gives the Slack id of a person by their IIQ name, "" when they have none.
func (w *World) SlackID(name string) string { return w.slackIDs[name] }

// Settings are the environment of a bot that lives in this world. Intervals are short, as people who watch are impatient.
func (w *World) Settings() map[string]string {
	id, secret := w.IIQ.Credentials()
	all := map[string]string{
		"DATABASE_URL": w.DatabaseURL, "SLACK_API_URL": w.SlackAPI,
		"SLACK_APP_TOKEN": "xapp-1-A0SIMAPP-1-sim", "SLACK_BOT_TOKEN": "xoxb-sim",
		"IIQ_URL": w.IIQRoot, "IIQ_CLIENT_ID": id, "IIQ_CLIENT_SECRET": secret,
		"IIQ_POLL_INTERVAL": "1s", "RECONCILE_INTERVAL": "2s", "WORKGROUP_REFRESH": "10s",
		"HTTP_ADDR": "127.0.0.1:0", "LOG_FORMAT": "text",
	}
	if w.decisionKey != "" {
		all["IIQ_PLUGIN_PATH"], all["IIQ_GATEWAY"], all["IIQ_DECISION_KEY"] = iiqsim.GatewayPath, "required", w.decisionKey
	}
	return all
}

// setGateway sets the plugin as an administrator would who wants all that it has.
func (w *World) setGateway() {
	w.decisionKey = rand.Text() + rand.Text()
	id, _ := w.IIQ.Credentials()
	on := "true"
	w.IIQ.SetGateway(map[string]*string{"forward": &on, "forwarding": &on, "reviewDecisions": &on, "callers": &id,
		"decisionKey": &w.decisionKey})
}
