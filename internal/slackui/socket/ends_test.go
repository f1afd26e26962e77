package socket

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestEveryEndOfOursIsSaidByACloseFrame(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pace   pace
		onConn func(c *workspaceConn)
	}{
		"no hello comes":        {pace: pace{helloWithin: 20 * time.Millisecond}, onConn: func(*workspaceConn) {}},
		"no ping comes":         {pace: pace{pingWithin: time.Millisecond}, onConn: func(c *workspaceConn) { c.hello(1) }},
		"Slack switched it off": {onConn: func(c *workspaceConn) { c.hello(1); c.disconnect(reasonLinkDisabled) }},
		"Slack counts too many": {onConn: func(c *workspaceConn) { c.disconnect(reasonTooMany) }},
		"Slack asks for a new one": {
			pace: pace{slackCloses: time.Millisecond}, onConn: func(c *workspaceConn) { c.hello(1); c.disconnect("warning") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t)
			w.onConn = func(_ int, c *workspaceConn) { tc.onConn(c); c.readAll() }
			startSockets(t, w, Config{Connections: 1, pace: tc.pace}, &inbox{handle: ackAll})
			// A connection may end while it is dialled, and then without one.
			w.until(t, "our goodbye", func() bool { return slices.Contains(w.closes, websocket.CloseNormalClosure) })
		})
	}
}

func TestTheLastEnvelopeBeforeAnEndIsHandedOn(t *testing.T) {
	t.Parallel()
	const rounds = 40
	for name, end := range map[string]func(c *workspaceConn){
		"cut": func(*workspaceConn) {},
		"goodbye": func(c *workspaceConn) {
			goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
			_ = c.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second))
		},
		"disconnect": func(c *workspaceConn) { c.disconnect("refresh_requested") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t)
			var want []string
			for n := range rounds {
				want = append(want, fmt.Sprintf("e%d", n+1))
			}
			w.onConn = func(n int, c *workspaceConn) {
				c.hello(1)
				if n <= rounds {
					c.envelope(KindInteraction, want[n-1], `{}`)
					end(c)
					return
				}
				c.readAll()
			}
			got := make(chan string, rounds)
			cfg := Config{Connections: 1}
			cfg.pace.openEvery = time.Nanosecond
			_, book := startSockets(t, w, cfg, &inbox{handle: func(ctx context.Context, e *Envelope) { got <- e.ID; ackAll(ctx, e) }})
			w.until(t, "the last connection", func() bool { return len(w.conns) == rounds+1 })
			seen := map[string]bool{}
			for range rounds {
				select {
				case id := <-got:
					seen[id] = true
				case <-time.After(patience.Limit()):
					t.Fatalf("got %d envelopes, want %d", len(seen), rounds)
				}
			}
			for _, id := range want {
				if !seen[id] {
					t.Errorf("got no %s, want it handed on", id)
				}
			}
			if failed := book.Count("Slack connection failed"); failed != 0 {
				t.Errorf("got %d failed connections, want none: they had their hello", failed)
			}
		})
	}
}

func TestAConnectionThatTakesNoAcksIsFollowedByAnother(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	hold := make(chan struct{})
	w.onConn = func(n int, c *workspaceConn) {
		c.hello(1)
		if n == 1 {
			<-hold
			return
		}
		c.readAll()
	}
	s, book := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	t.Cleanup(func() { close(hold) })
	patience.Until(t, "the hello", s.Ready)
	s.mu.Lock()
	for c := range s.conns {
		if err := c.ws.NetConn().(*net.TCPConn).CloseWrite(); err != nil {
			t.Error(err)
		}
	}
	s.mu.Unlock()
	w.conns[0].envelope(KindInteraction, "e", `{}`)
	w.until(t, "the ack by the next one", func() bool { return len(w.acks["e"]) == 1 })
	if len(w.conns) != 2 || book.Count("write ack") != 1 {
		t.Errorf("%d connections, want 2; the log must say why", len(w.conns))
	}
}

// answers is a client of the Web API that always gets the same.
func answers(status int, header http.Header, body string) *http.Client {
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		rec := httptest.NewRecorder()
		for key, values := range header {
			rec.Header()[key] = values
		}
		rec.WriteHeader(status)
		_, _ = rec.WriteString(body)
		got := rec.Result()
		got.Request = r
		return got, nil
	})}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRefusedOpensAreToldByTheirReason(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		client *http.Client
		told   string
	}{
		"too many calls": {answers(http.StatusTooManyRequests, http.Header{"Retry-After": {"7"}}, ""), "again_in=7s"},
		"not found":      {answers(http.StatusNotFound, nil, ""), "404"},
		"no socket": {
			answers(http.StatusOK, nil, `{"ok":true,"url":"https://slack.test/link?ticket=secret"}`), "no ws or wss address",
		},
		"no address": {answers(http.StatusOK, nil, `{"ok":true,"url":"wss://slack.test:port/?ticket=secret"}`), "no ws or wss address"},
		"nothing":    {answers(http.StatusOK, nil, `{"ok":true}`), "no ws or wss address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, book := startSockets(t, newWorkspace(t), Config{Connections: 1, HTTP: tc.client}, &inbox{handle: ackAll})
			patience.Until(t, "it is told", func() bool { return book.Count("Slack connection failed") > 0 })
			if book.Count(tc.told) == 0 || book.Count("secret") != 0 {
				t.Errorf("want %q and no ticket in the log", tc.told)
			}
		})
	}
}

func TestAHandshakeThatIsRefusedIsToldByItsStatus(t *testing.T) {
	t.Parallel()
	w := newWorkspaceOn(t, func(h http.Handler) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/link") {
				http.Error(rw, "conflict", http.StatusConflict)
				return
			}
			h.ServeHTTP(rw, r)
		}))
	})
	_, book := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	patience.Until(t, "it is told", func() bool { return book.Count("status 409") > 0 })
}

func TestTheAddressIsUsedAsItIs(t *testing.T) {
	t.Parallel()
	asked := make(chan []string, 10)
	w := newWorkspaceOn(t, func(h http.Handler) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			asked <- []string{r.Method, r.URL.RequestURI(), r.Header.Get("Authorization"), r.Header.Get("Origin")}
			h.ServeHTTP(rw, r)
		}))
	})
	address := "ws" + strings.TrimPrefix(w.server.URL, "http") + "/link?ticket=a%2Bb%20c&app_id=A1&debug_reconnects=true"
	answer := fmt.Sprintf(`{"ok":true,"url":%q}`, address)
	w.openAnswer.Store(&answer)
	s, _ := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	patience.Until(t, "the hello", s.Ready)
	want := [][]string{
		{"POST", "/api/apps.connections.open", "Bearer xapp-1", ""},
		{"GET", "/link?ticket=a%2Bb%20c&app_id=A1&debug_reconnects=true", "", "https://api.slack.com"},
	}
	if diff := cmp.Diff(want, [][]string{<-asked, <-asked}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
