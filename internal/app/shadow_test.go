package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sethvargo/go-envconfig"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/settings/settingstest"
	"github.com/iiq-approvals/bot/internal/shadow"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// arrivals notes which methods of the Web API were called.
type arrivals struct {
	mu      sync.Mutex
	methods []string
}

func (a *arrivals) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	a.methods = append(a.methods, method)
	if method == "auth.test" {
		_, _ = io.WriteString(w, `{"ok":true,"team_id":"T1"}`)
		return
	}
	_, _ = io.WriteString(w, `{"ok":true,"user":{"id":"U1"}}`)
}

// throughShadow makes the API of a shadow, and what arrives behind it.
func throughShadow(t *testing.T) (*webapi.Client, *arrivals, *shadow.Store) {
	t.Helper()
	pool := dbtest.New(t)
	if err := shadow.Claim(t.Context(), pool, shadow.ModeShadow); err != nil {
		t.Fatal(err)
	}
	came := &arrivals{}
	server := httptest.NewServer(came)
	t.Cleanup(server.Close)
	store := shadow.NewStore(pool)
	way, err := shadow.NewTransport(server.URL+"/api/", nil, store, time.Now, slog.New(slog.DiscardHandler), shadow.Told{})
	if err != nil {
		t.Fatal(err)
	}
	return webapi.New(webapi.Config{BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: server.URL + "/api/",
		HTTP: &http.Client{Transport: way}}, time.Now), came, store
}

var someMessage = cards.Message{Text: "words"}

// apiCalls has every exported method of slackui.API, and whether a shadow lets its effect be seen: nil where it works as
// ever, ErrNotSent where it is refused.
func apiCalls(api *webapi.Client, responseURL string) map[string]struct {
	call func(context.Context) error
	want error
} {
	type calls = map[string]struct {
		call func(context.Context) error
		want error
	}
	return calls{
		"Workspace":  {func(ctx context.Context) error { _, _, err := api.Workspace(ctx); return err }, nil},
		"QuietTime":  {func(ctx context.Context) error { _, err := api.QuietTime(ctx, "U1", "T1"); return err }, nil},
		"QuietTimes": {func(ctx context.Context) error { _, err := api.QuietTimes(ctx, []string{"U1", "U2"}, "T1"); return err }, nil},
		"PostCard":   {func(ctx context.Context) error { _, _, err := api.PostCard(ctx, "U1", someMessage, "c-1"); return err }, nil},
		"UpdateCard": {func(ctx context.Context) error { return api.UpdateCard(ctx, "shadow-U1", "1.2", someMessage, "c-1") }, nil},
		"Post":       {func(ctx context.Context) error { _, _, err := api.Post(ctx, "U1", someMessage); return err }, nil},
		"Update":     {func(ctx context.Context) error { return api.Update(ctx, "shadow-U1", "1.2", someMessage) }, nil},
		"Say":        {func(ctx context.Context) error { return api.Say(ctx, "C1", someMessage) }, nil},
		"OpenDM":     {func(ctx context.Context) error { _, err := api.OpenDM(ctx, "U1"); return err }, nil},
		"FindCard": {func(ctx context.Context) error {
			_, found, err := api.FindCard(ctx, "shadow-U1", "c-0", time.Now())
			if found {
				err = errors.New("found what nobody posted")
			}
			return err
		}, nil},
		"Ephemeral": {func(ctx context.Context) error { return api.Ephemeral(ctx, "C1", "U1", someMessage) }, webapi.ErrNotSent},
		"OpenModal": {func(ctx context.Context) error { return api.OpenModal(ctx, "t", slack.ModalViewRequest{}) }, webapi.ErrNotSent},
		"OpenModalView": {func(ctx context.Context) error {
			_, _, err := api.OpenModalView(ctx, "t", slack.ModalViewRequest{})
			return err
		}, webapi.ErrNotSent},
		"UpdateModal": {func(ctx context.Context) error { return api.UpdateModal(ctx, "v", "", slack.ModalViewRequest{}) },
			webapi.ErrNotSent},
		"PublishHome": {func(ctx context.Context) error {
			_, err := api.PublishHome(ctx, "U1", slack.HomeTabViewRequest{}, "")
			return err
		}, webapi.ErrNotSent},
		"Respond":       {func(ctx context.Context) error { return api.Respond(ctx, responseURL, someMessage, true) }, webapi.ErrNotSent},
		"CheckAppToken": {api.CheckAppToken, webapi.ErrNotSent},
	}
}

// Whatever slackui can do, nothing but reads arrives at Slack; what is refused counts as not sent.
func TestNothingLeavesAShadow(t *testing.T) {
	t.Parallel()
	api, came, store := throughShadow(t)
	calls := apiCalls(api, "http://127.0.0.1:1/response")
	for i := range reflect.TypeOf(api).NumMethod() {
		name := reflect.TypeOf(api).Method(i).Name
		c, known := calls[name]
		if !known {
			t.Errorf("API.%s is new: what does a shadow do with it?", name)
			continue
		}
		if err := c.call(t.Context()); !errors.Is(err, c.want) || errors.Is(err, approvals.ErrUnclear) {
			t.Errorf("API.%s: %v, want %v", name, err, c.want)
		}
	}
	directory := webapi.NewDirectory(api, "T1", errors.New("nobody"))
	for name, call := range map[string]func() error{
		"User":        func() error { _, err := directory.User(t.Context(), "U1"); return err },
		"UserByEmail": func() error { _, err := directory.UserByEmail(t.Context(), "a@example.com"); return err },
		"Users":       func() error { _, _, err := directory.Users(t.Context(), ""); return err },
	} {
		if err := call(); err != nil {
			t.Errorf("Directory.%s: %v", name, err)
		}
	}
	if n := reflect.TypeOf(directory).NumMethod(); n != 3 {
		t.Errorf("Directory has %d methods, want 3", n)
	}
	for _, method := range came.methods {
		if !slices.Contains([]string{"auth.test", "dnd.info", "dnd.teamInfo", "users.info", "users.lookupByEmail", "users.list"}, method) {
			t.Errorf("%s arrived", method)
		}
	}
	kept := 0
	if err := store.List(t.Context(), shadow.Filter{}, func(shadow.Row) error { kept++; return nil }); err != nil || kept != 5 {
		t.Errorf("%d messages were kept, %v; posts and updates are 5, want 5", kept, err)
	}
}

// A card whose post nobody saw the end of is found again, as in Slack.
func TestAShadowFindsItsCards(t *testing.T) {
	t.Parallel()
	api, _, _ := throughShadow(t)
	channel, ts, err := api.PostCard(t.Context(), "U1", someMessage, "c-1")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := api.OpenDM(t.Context(), "U1")
	if err != nil || opened != channel {
		t.Errorf("opened %q, posted in %q: %v, want the same", opened, channel, err)
	}
	if at, found, err := api.FindCard(t.Context(), channel, "c-1", time.Now().Add(-time.Minute)); err != nil || !found || at != ts {
		t.Errorf("found %t at %q, want %q: %v", found, at, ts, err)
	}
}

// A shadow needs no app token; what is there is looked at all the same.
func TestSettingsOfAShadow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		token  string
		shadow bool
		wrong  bool
	}{
		"a shadow without":      {"", true, false},
		"a shadow with":         {"xapp-1-2", true, false},
		"a shadow with a wrong": {"xoxb-1-2", true, true},
		"a bot without":         {"", false, true},
	} {
		env := envconfig.MapLookuper(settingstest.With("SLACK_APP_TOKEN", tt.token))
		p := settings.NewSource(env)
		c, err := p.LoadRun(tt.shadow)
		if (err != nil) != tt.wrong || c.Shadow != tt.shadow || !tt.wrong && c.Slack.BotToken == (settings.Secret{}) {
			t.Errorf("%s: shadow %t, %v, want shadow %t, an error: %t, and the token", name, c.Shadow, err, tt.shadow, tt.wrong)
		}
	}
}

func TestScopesOfAShadow(t *testing.T) {
	t.Parallel()
	all := neededScopes(settings.Config{})
	reads := neededScopes(settings.Config{Shadow: true})
	for _, s := range reads {
		if !slices.Contains(all, s) || !strings.HasSuffix(s, ":read") && s != "users:read.email" {
			t.Errorf("%s is no reading scope of the manifest", s)
		}
	}
	if len(reads) == 0 || len(reads) >= len(all) {
		t.Errorf("%v of %v, want a length other than 0 and a length of less than %v", reads, all, len(all))
	}
}

// Secrets that were renewed make a shadow of a shadow.
func TestARenewedShadowIsAShadow(t *testing.T) {
	t.Parallel()
	world, err := demo.Start(t.Context(), demo.Options{DatabaseURL: dbtest.URL(t), People: 10, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(world.Close)
	env := envconfig.MapLookuper(world.Settings())
	p := settings.NewSource(env)
	b, err := (&renewal{source: p, logs: io.Discard, level: slog.LevelInfo}).renew(t.Context(), &bot{
		cfg:         settings.Config{Shadow: true, Slack: settings.Slack{AppToken: settings.Secret{}}},
		decisionLog: &decisionLog{witness: &audit.Witness{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.close)
	if err := b.interactive.Say(t.Context(), "U1", someMessage); err != nil || world.Slack.CallsOf("chat.postMessage") != 0 {
		t.Errorf("%d messages left, %v, want 0", world.Slack.CallsOf("chat.postMessage"), err)
	}
	if world.Slack.Stats().Opens != 0 {
		t.Error("it asked for a connection")
	}
	if mode, err := shadow.ModeOf(t.Context(), b.pool); err != nil || mode != shadow.ModeShadow {
		t.Errorf("its database is %q, %v, want %v", mode, err, shadow.ModeShadow)
	}
	if i := b.iiqConfig(); !i.ReadOnly || i.Refused == nil {
		t.Error("its client of IdentityIQ may write")
	}
	if i := (&bot{}).iiqConfig(); i.ReadOnly {
		t.Error("a bot's client of IdentityIQ may not write")
	}
}
