package slacksim

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/patience"
)

// manualClock stands still until it is moved.
type manualClock struct {
	mu sync.Mutex
	at time.Time
}

func newManualClock() *manualClock {
	return &manualClock{at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
}

func (c *manualClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

type workspace struct {
	*Sim
	t   *testing.T
	api string
	bot *slack.Client
}

// newWorkspace starts a workspace on loopback, whose clock stands still.
func newWorkspace(t *testing.T, opts Options) *workspace {
	t.Helper()
	if opts.Clock == nil {
		opts.Clock = newManualClock().now
	}
	s := New(opts)
	api, stop, err := s.Start("127.0.0.1:0")
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(stop)
	return &workspace{Sim: s, t: t, api: api,
		bot: slack.New(s.opts.BotToken, slack.OptionAPIURL(api), slack.OptionAppLevelToken(s.opts.AppToken))}
}

func (w *workspace) ctx() context.Context {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	w.t.Cleanup(cancel)
	return ctx
}

func (w *workspace) person(u User) string {
	w.t.Helper()
	added, err := w.AddUser(u)
	if err != nil {
		w.t.Fatalf("add user: %v", err)
	}
	return added.ID
}

type answer struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

func (a answer) code() string { s, _ := a.body["error"].(string); return s }

// form calls a method as a form with the token in the body.
func (w *workspace) form(method string, args ...string) answer {
	w.t.Helper()
	v := url.Values{"token": {w.opts.BotToken}}
	for i := 0; i+1 < len(args); i += 2 {
		v.Set(args[i], args[i+1])
	}
	return w.do(http.MethodPost, w.api+method, "application/x-www-form-urlencoded", v.Encode(), nil)
}

func (w *workspace) do(verb, address, kind, body string, header http.Header) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.ctx(), verb, address, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	for k, vs := range header {
		req.Header[k] = vs
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatalf("%s %s: %v", verb, address, err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, raw: string(raw)}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(raw, &a.body); err != nil {
			var list []any
			if json.Unmarshal(raw, &list) != nil {
				w.t.Fatalf("%s: %s, want Unmarshal nil", address, raw)
			}
		}
	}
	return a
}

func (w *workspace) wait(what string, holds func() bool) {
	w.t.Helper()
	if err := w.WaitFor(w.ctx(), holds); err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
}
