package webapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// desk is a Slack that answers as a test says and keeps what it was sent.
type desk struct {
	*Client
	server *httptest.Server
	mu     sync.Mutex
	calls  []string
	forms  []url.Values
	bodies []string
	seen   []string
	answer func(w http.ResponseWriter, r *http.Request)
}

func newDesk(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *desk {
	t.Helper()
	d := &desk{answer: answer}
	d.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(raw))
		d.mu.Lock()
		d.calls = append(d.calls, strings.TrimPrefix(r.URL.Path, "/api/"))
		d.forms, d.bodies = append(d.forms, form), append(d.bodies, string(raw))
		d.mu.Unlock()
		d.answer(w, r)
	}))
	t.Cleanup(d.server.Close)
	d.Client = New(Config{
		BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: d.server.URL + "/api/",
		Observe: func(method, outcome string, took time.Duration) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.seen = append(d.seen, method+" "+outcome)
			if took < 0 {
				t.Errorf("%s: got %v, want no time below 0", method, took)
			}
		},
	}, time.Now)
	return d
}

func saying(body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
}

var testMessage = cards.Message{Text: "a &lt;card&gt;", Blocks: []slack.Block{slack.NewDividerBlock()}}

func TestACardIsPostedWithItsIDAndWithoutPreviews(t *testing.T) {
	t.Parallel()
	d := newDesk(t, saying(`{"ok":true,"channel":"D1","ts":"1.2","message":{"text":"x"}}`))
	channel, ts, err := d.PostCard(t.Context(), "U1", testMessage, uuid.MustParse("0198f3a2-1111-7222-8333-444455556666").String())
	if err != nil || channel != "D1" || ts != "1.2" {
		t.Fatalf("got %q, %q, %v, want D1, 1.2", channel, ts, err)
	}
	form := d.forms[0]
	want := map[string]string{
		"channel": "U1", "text": "a &lt;card&gt;", "unfurl_links": "false", "unfurl_media": "false", "blocks": `[{"type":"divider"}]`,
		"metadata": `{"event_type":"iiq_card","event_payload":{"card_id":"` + uuid.MustParse("0198f3a2-1111-7222-8333-444455556666").String() + `"}}`,
	}
	for field, value := range want {
		if form.Get(field) != value {
			t.Errorf("%s is %q, want %q", field, form.Get(field), value)
		}
	}
	if diff := cmp.Diff([]string{"chat.postMessage ok"}, d.seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnUpdateAlwaysHasTextAndBlocks(t *testing.T) {
	t.Parallel()
	d := newDesk(t, saying(`{"ok":true,"channel":"D1","ts":"1.2","text":"x"}`))
	if err := d.UpdateCard(t.Context(), "D1", "1.2", testMessage, "c"); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"text", "blocks", "ts", "channel", "metadata"} {
		if d.forms[0].Get(field) == "" {
			t.Errorf("got no %s sent, want it", field)
		}
	}
}

// turnstile is a limiter that keeps what it was asked.
type turnstile struct {
	waits, rests []string
	err          error
}

func (l *turnstile) Wait(_ context.Context, method string) error {
	l.waits = append(l.waits, method)
	return l.err
}

func (l *turnstile) Rest(method string, d time.Duration) {
	l.rests = append(l.rests, fmt.Sprint(method, " ", d))
}

func TestTheLimiterIsAskedBeforeAndToldAfter(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "3"); w.WriteHeader(429) })
	l := &turnstile{}
	d.cfg.Limiter = l
	if err := d.UpdateCard(t.Context(), "D1", "1.2", testMessage, "c"); !errors.Is(err, ErrRateLimited) {
		t.Fatalf("got %v, want %v", err, ErrRateLimited)
	}
	if diff := cmp.Diff([][]string{{"chat.update"}, {"chat.update 3s"}}, [][]string{l.waits, l.rests}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	l.err = context.DeadlineExceeded
	if err := d.UpdateCard(t.Context(), "D1", "1.2", testMessage, "c"); !errors.Is(err, ErrNotSent) || len(d.calls) != 1 {
		t.Errorf("got %v after %d calls, want %v after %d calls", err, len(d.calls), ErrNotSent, 1)
	}
}

func TestACardIsFoundInTheHistory(t *testing.T) {
	t.Parallel()
	message := func(ts, event, card string) string {
		return fmt.Sprintf(`{"type":"message","ts":%q,"metadata":{"event_type":%q,"event_payload":{"card_id":%q}}}`, ts, event, card)
	}
	pages := map[string]string{
		"": fmt.Sprintf(`{"ok":true,"has_more":true,"messages":[%s,%s,{"type":"message","ts":"7.0"}],"response_metadata":{"next_cursor":"n"}}`,
			message("9.0", "iiq_card", "other"), message("8.0", "another_app", "mine")),
		"n": fmt.Sprintf(`{"ok":true,"has_more":false,"messages":[%s]}`, message("5.0", "iiq_card", "mine")),
	}
	d := newDesk(t, nil)
	d.answer = func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		cursor := d.forms[len(d.forms)-1].Get("cursor")
		d.mu.Unlock()
		saying(pages[cursor])(w, r)
	}
	since := time.Unix(1_700_000_000, 999)
	for card, want := range map[string]string{"mine": "5.0", "nobody's": ""} {
		ts, found, err := d.FindCard(t.Context(), "D1", card, since)
		if err != nil || ts != want || found != (want != "") {
			t.Errorf("%s: got %q, %v, %v, want %q", card, ts, found, err, want)
		}
	}
	if f := d.forms[0]; f.Get("include_all_metadata") != "1" || f.Has("oldest") {
		t.Errorf("got the form %v, want all metadata, whatever Slack's clock says", f)
	}
}

// The clock that says since when to search may be a day off to either side. The latest messages are read whatever it says; the ones
// before them are not read without end.
func TestACardIsFoundWhateverTheClocksSay(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	for name, c := range map[string]struct {
		since time.Duration
		at    int
		want  bool
		calls int
	}{
		"our clock is a day ahead":                        {25 * time.Hour, 150, true, 2},
		"our clock is a day ahead, nothing went out":      {25 * time.Hour, 5000, false, 2},
		"our clock is right":                              {-15 * time.Minute, 150, true, 2},
		"many messages since":                             {-15 * time.Minute, 850, true, 9},
		"our clock is right, nothing went out":            {-15 * time.Minute, 5000, false, 10},
		"our clock is a day behind, and it has just gone": {-25 * time.Hour, 0, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.answer = func(w http.ResponseWriter, r *http.Request) {
				d.mu.Lock()
				from, _ := strconv.Atoi(d.forms[len(d.forms)-1].Get("cursor"))
				d.mu.Unlock()
				var page []string
				for n := from; n < from+historyPage; n++ {
					// One message a second, the newest one now.
					card := map[bool]string{true: "mine", false: "other"}[n == c.at]
					page = append(page, fmt.Sprintf(`{"ts":"%d.000000","metadata":{"event_type":"iiq_card","event_payload":{"card_id":%q}}}`,
						now.Unix()-int64(n), card))
				}
				saying(fmt.Sprintf(`{"ok":true,"has_more":true,"messages":[%s],"response_metadata":{"next_cursor":"%d"}}`,
					strings.Join(page, ","), from+historyPage))(w, r)
			}
			_, found, err := d.FindCard(t.Context(), "D1", "mine", now.Add(c.since))
			if err != nil || found != c.want || len(d.calls) != c.calls {
				t.Errorf("got %v, %v after %d calls, want %v after %d", found, err, len(d.calls), c.want, c.calls)
			}
		})
	}
}

func TestAHistoryWithoutEndIsNotReadForEver(t *testing.T) {
	t.Parallel()
	d := newDesk(t, saying(`{"ok":true,"has_more":true,"messages":[],"response_metadata":{"next_cursor":"n"}}`))
	if _, _, err := d.FindCard(t.Context(), "D1", "c", time.Now()); !errors.Is(err, approvals.ErrUnclear) || len(d.calls) != historyPages {
		t.Errorf("got %v after %d calls, want %v after %d calls", err, len(d.calls), approvals.ErrUnclear, historyPages)
	}
}

func TestViewsAndDirectMessages(t *testing.T) {
	t.Parallel()
	modal := cards.SentenceModal(approvals.English, "Hello.")
	d := newDesk(t, saying(`{"ok":true,"channel":{"id":"D7"},"view":{"id":"V1","hash":"h2"}}`))
	if channel, err := d.OpenDM(t.Context(), "U1"); err != nil || channel != "D7" {
		t.Errorf("direct message: got %q, %v, want D7", channel, err)
	}
	if err := d.OpenModal(t.Context(), "t1", modal); err != nil {
		t.Error(err)
	}
	if err := d.UpdateModal(t.Context(), "V1", "h1", modal); err != nil {
		t.Error(err)
	}
	hash, err := d.PublishHome(t.Context(), "U1", cards.HomeView(approvals.Page{}), "h1")
	if err != nil || hash != "h2" {
		t.Errorf("home: got %q, %v, want h2", hash, err)
	}
	want := []string{"conversations.open", "views.open", "views.update", "views.publish"}
	if diff := cmp.Diff(want, d.calls); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := d.OpenModal(t.Context(), "", modal); !errors.Is(err, ErrTriggerGone) {
		t.Errorf("without a trigger: got %v, want %v", err, ErrTriggerGone)
	}
	d.answer = saying(`{"ok":false,"error":"expired_trigger_id"}`)
	if err := d.OpenModal(t.Context(), "t1", modal); !errors.Is(err, ErrTriggerGone) {
		t.Errorf("late: got %v, want %v", err, ErrTriggerGone)
	}
	d.answer = saying(`{"ok":false,"error":"hash_conflict"}`)
	if _, err := d.PublishHome(t.Context(), "U1", cards.HomeView(approvals.Page{}), "h1"); !errors.Is(err, ErrViewGone) {
		t.Errorf("overtaken: got %v, want %v", err, ErrViewGone)
	}
}

func TestTheWorkspaceAndItsScopes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-OAuth-Scopes", "chat:write, commands,im:write")
		saying(`{"ok":true,"url":"https://x.slack.test/","team_id":"T1","user_id":"UBOT","bot_id":"B1","enterprise_id":"E1"}`)(w, r)
	})
	ws, scopes, err := d.Workspace(t.Context())
	want := approvals.Workspace{TeamID: "T1", EnterpriseID: "E1", BotUserID: "UBOT", BotID: "B1", URL: "https://x.slack.test/"}
	if diff := cmp.Diff(want, ws) + cmp.Diff([]string{"chat:write", "commands", "im:write"}, scopes); err != nil || diff != "" {
		t.Errorf("err %v: %s", err, diff)
	}
	d.answer = saying(`{"ok":false,"error":"invalid_auth"}`)
	if _, _, err := d.Workspace(t.Context()); !errors.Is(err, ErrAuth) {
		t.Errorf("bad token: got %v, want %v", err, ErrAuth)
	}
	if err := d.CheckAppToken(t.Context()); !errors.Is(err, ErrAuth) {
		t.Errorf("bad app token: got %v, want %v", err, ErrAuth)
	}
	d.answer = saying(`{"ok":true,"url":"wss://x"}`)
	if err := d.CheckAppToken(t.Context()); err != nil {
		t.Error(err)
	}
}
