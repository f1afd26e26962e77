package iiq

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

func write(s approvals.ItemState) approvals.Write {
	return approvals.Write{WorkItemID: itemID, ApproverID: ownerID, State: s, Comment: "Fine \"so\"\n(Sam Okoye, in Slack)"}
}

func done(state, lines string) string {
	return xmlHead + fmt.Sprintf(`<WorkItem id=%q type="Approval" state=%q>%s</WorkItem>`, itemID, state, lines)
}

func TestDecide(t *testing.T) {
	t.Parallel()
	cut := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	}
	truncated := func(w http.ResponseWriter, _ *http.Request) {
		body := done("Finished", "")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = io.WriteString(w, body[:len(body)/2])
	}
	unknown := approvals.ErrOutcomeUnknown
	for _, tc := range []struct {
		name   string
		state  approvals.ItemState
		answer http.HandlerFunc
		want   error
	}{
		{"approved", "Finished", says(200, done("Finished", "")), nil},
		{"denied", "Rejected", says(200, done("Rejected", "")), nil},
		{"denied, item finished, lines rejected", "Rejected", says(200, done("Finished", set(`<ApprovalItem state="Rejected"/>`))), nil},
		{"approved, lines without a state", "Finished", says(200, done("Finished", set(`<ApprovalItem/>`))), nil},
		{"in a list", "Finished", says(200, "<List>"+strings.TrimPrefix(done("Finished", ""), xmlHead)+"</List>"), nil},
		{"still open", "Finished", says(200, itemXML(itemID)), unknown},
		{"the other way, as somebody else decided it", "Finished", says(200, done("Rejected", "")), nil},
		{"mixed lines", "Finished", says(200, done("Finished", set(`<ApprovalItem state="Finished"/><ApprovalItem state="Rejected"/>`))), nil},
		{"lines decided, the item without a state", "Finished", says(200, done("", set(`<ApprovalItem state="Finished"/><ApprovalItem state="Rejected"/>`))), nil},
		{"open, with a line that was decided before", "Finished", says(200, done("", set(`<ApprovalItem/><ApprovalItem state="Rejected"/>`))), unknown},
		{"another item", "Finished", says(200, strings.ReplaceAll(done("Finished", ""), itemID, hexOf(1))), unknown},
		{"empty 200", "Finished", says(200, ""), unknown},
		{"empty list", "Finished", says(200, "<List/>"), unknown},
		{"page in a 200", "Finished", says(200, "<html><body>Sign in</body></html>"), unknown},
		{"entity bomb", "Finished", says(200, entityBomb), unknown},
		{"JSON", "Finished", says(200, `{"status":"success"}`), unknown},
		{"204", "Finished", says(204, ""), unknown},
		{"cut before the answer", "Finished", cut, unknown},
		{"cut in the answer", "Finished", truncated, unknown},
		{"404", "Finished", says(404, ""), unknown},
		{"404 by id", "Finished", says(404, ""), approvals.ErrNoAnswerByID},
		{"500", "Finished", says(500, ""), unknown},
		{"502", "Finished", says(502, ""), unknown},
		{"504", "Finished", says(504, ""), unknown},
		{"503", "Finished", says(503, ""), approvals.ErrIIQBusy},
		{"429", "Finished", says(429, ""), approvals.ErrIIQBusy},
		{"401 twice", "Finished", says(401, ""), approvals.ErrIIQUnauthorised},
		{"403", "Finished", says(403, ""), approvals.ErrIIQUnauthorised},
		{"400", "Finished", says(400, ""), approvals.ErrIIQRefused},
		{"409", "Finished", says(409, ""), approvals.ErrIIQRefused},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, f := clientOf(t, tc.answer)
			answer, err := c.Decide(t.Context(), write(tc.state))
			if !errors.Is(err, tc.want) {
				t.Fatalf("%v, want %v", err, tc.want)
			}
			if tc.want == nil && (answer.Item.ID != itemID || !strings.Contains(answer.Body, "<WorkItem")) {
				t.Errorf("answer %+v, want the item %s and its XML", answer, itemID)
			}
			sent := 1
			if tc.want == approvals.ErrIIQUnauthorised && tc.name != "403" {
				sent = 2
			}
			if len(f.seen()) != sent {
				t.Errorf("sent %d times, want %d", len(f.seen()), sent)
			}
		})
	}
}

func TestDecideOnTheWire(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"PUT", "POST"} {
		c, f := clientOf(t, says(200, done("Finished", "")), func(cfg *Config) { cfg.ActionMethod = method })
		if _, err := c.Decide(t.Context(), write("Finished")); err != nil {
			t.Fatal(err)
		}
		call := f.seen()[0]
		want := `{"approver":"` + ownerID + `","state":"Finished","comment":"Fine \"so\"\n(Sam Okoye, in Slack)"}`
		if call.method != method || call.path != "/plugin/rest/moveworks-plugin/object/WorkItem/"+itemID || call.body != want ||
			call.header.Get("Content-Type") != "application/json" || call.query != "" {
			t.Errorf("%s: sent %+v, want %s", method, call, want)
		}
	}
}

func TestDecideAfterTheTokenWasRevoked(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, done("Finished", "")))
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.revoke()
	if _, err := c.Decide(t.Context(), write("Finished")); err != nil {
		t.Fatal(err)
	}
	if calls := f.seen(); len(calls) != 2 || !strings.Contains(calls[1].body, "in Slack") || f.tokensGiven() != 2 {
		t.Errorf(`calls %+v, want a length of 2, body with "in Slack" and tokensGiven 2`, calls)
	}
}

func TestDecideRefusedWithAReason(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, says(409, `{"errors":["Lee Quinn was first"]}`))
	_, err := c.Decide(t.Context(), write("Finished"))
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Status != 409 || refused.Reason != "Lee Quinn was first" {
		t.Fatalf("got %#v, want a refusal of status 409 for %q", err, "Lee Quinn was first")
	}
	if strings.Contains(err.Error(), "Lee") {
		t.Errorf(`the error quotes: %v, want Error without "Lee"`, err)
	}
}

func TestDecideBusyUntil(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(503)
	})
	_, err := c.Decide(t.Context(), write("Finished"))
	if approvals.RetryAfter(err) != 2*time.Minute || !errors.Is(err, approvals.ErrIIQBusy) {
		t.Errorf("got %v, %v, want RetryAfter %v and err %v", err, approvals.RetryAfter(err), 2*time.Minute, approvals.ErrIIQBusy)
	}
}

// closedPort is an address where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return "http://" + l.Addr().String()
}

func TestDecideThatWasNeverSent(t *testing.T) {
	t.Parallel()
	never := func(name string, c *Client, ctx context.Context, also error) {
		t.Helper()
		_, err := c.Decide(ctx, write("Finished"))
		if !errors.Is(err, also) || errors.Is(err, approvals.ErrOutcomeUnknown) {
			t.Errorf("%s: %v, want %v", name, err, also)
		}
	}
	c, _ := newTestClient(t, closedPort(t))
	never("nobody listens", c, t.Context(), approvals.ErrIIQAway)

	f := newFake(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
	c, _ = newTestClient(t, f.URL+"/iiq")
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.Close()
	never("gone, with a token in hand", c, t.Context(), approvals.ErrIIQAway)

	for name, status := range map[string]int{"token refused": 401, "token page": 500} {
		c, _ = newTestClient(t, tokenServer(t, says(status, "")))
		want := approvals.ErrIIQAway
		if status == 401 {
			want = approvals.ErrIIQUnauthorised
		}
		never(name, c, t.Context(), want)
	}

	c, sent := clientOf(t, says(200, done("Finished", "")))
	left, leave := context.WithCancel(t.Context())
	leave()
	never("caller left before", c, left, approvals.ErrIIQAway)
	for name, w := range map[string]approvals.Write{
		"state": {WorkItemID: itemID, ApproverID: ownerID, State: "Expired"},
		"item":  {WorkItemID: "a/b", ApproverID: ownerID, State: "Finished"},
		"who":   {WorkItemID: itemID, State: "Finished"},
	} {
		if _, err := c.Decide(t.Context(), w); !errors.Is(err, ErrBadArgument) {
			t.Errorf("%s: %v, want %v", name, err, ErrBadArgument)
		}
	}
	if len(sent.seen()) != 0 {
		t.Errorf("sent %d, want 0", len(sent.seen()))
	}
}

func TestDecideThatHangs(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	c, f := clientOf(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-arrived
		leave()
	}()
	if _, err := c.Decide(ctx, write("Finished")); !errors.Is(err, approvals.ErrOutcomeUnknown) || len(f.seen()) != 1 {
		t.Errorf("caller left: %v, want err %v and a length of 1", err, approvals.ErrOutcomeUnknown)
	}
	c, f = clientOf(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		func(cfg *Config) { cfg.Timeout = 50 * time.Millisecond })
	if _, err := c.Decide(t.Context(), write("Finished")); !errors.Is(err, approvals.ErrOutcomeUnknown) ||
		!errors.Is(err, transport.ErrTimedOut) || len(f.seen()) != 1 {
		t.Errorf("time-out: %v, want err %v, err %v and a length of 1", err, approvals.ErrOutcomeUnknown, transport.ErrTimedOut)
	}
	c, _ = clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "<WorkItem ")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}, func(cfg *Config) { cfg.Timeout = 50 * time.Millisecond })
	if _, err := c.Decide(t.Context(), write("Finished")); !errors.Is(err, approvals.ErrOutcomeUnknown) {
		t.Errorf("time-out in the answer: %v, want %v", err, approvals.ErrOutcomeUnknown)
	}
}

// A transport that tells nothing of its connections is believed to have sent.
type silentTransport struct{ http.RoundTripper }

func (s silentTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPut {
		return nil, errors.New("lost")
	}
	return s.RoundTripper.RoundTrip(r)
}

func TestDecideThroughAStrangeTransport(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, ""))
	c, err := New(testConfig(f.URL+"/iiq"), &http.Client{Transport: silentTransport{http.DefaultTransport}}, time.Now, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Decide(t.Context(), write("Finished")); !errors.Is(err, approvals.ErrOutcomeUnknown) {
		t.Errorf("got %v, want %v", err, approvals.ErrOutcomeUnknown)
	}
}
