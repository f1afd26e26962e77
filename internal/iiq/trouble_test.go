package iiq

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	tomcatPage = `<!doctype html><html lang="en"><head><title>HTTP Status 500 – Internal Server Error</title>` +
		`<style type="text/css">h1 {color:red}</style></head><body><h1>HTTP Status 500 – Internal Server Error</h1><hr class="line" /><p><b>Type</b> Exception Report</p>` +
		`<p><b>Message</b> The work item is locked by another session&#46; Try again later.</p>` +
		`<pre>java.lang.Exception: at sailpoint.Foo</pre></body></html>`
	proxyPage = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr>nginx</body></html>"
	loginPage = "<!DOCTYPE html>\n<html><body>Please sign in</body></html>"
)

// answersOfIIQ are what may come instead of an answer to a decision, and what those who wait are told of it.
func answersOfIIQ() []struct {
	name, body string
	status     int
	want       approvals.IIQTrouble
} {
	away, mute := approvals.IIQTrouble{Kind: approvals.TroubleAway}, approvals.IIQTrouble{Kind: approvals.TroubleError}
	account, proxy := approvals.IIQTrouble{Kind: approvals.TroubleAccount}, approvals.IIQTrouble{Kind: approvals.TroubleProxy}
	says := func(s string) approvals.IIQTrouble {
		return approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: s}
	}
	return []struct {
		name, body string
		status     int
		want       approvals.IIQTrouble
	}{
		{"an error of the plugin", `{"status":"failure","errors":["The identity request is locked."]}`, 500,
			says("The identity request is locked.")},
		{"an error with a message", `{"message":"Out of\nmemory. Restart me. Now."}`, 500, says("Out of memory.")},
		{"two sentences", `{"message":"The rule failed. At line 3 of X."}`, 500, says("The rule failed.")},
		{"the container's page", tomcatPage, 500, says("The work item is locked by another session.")},
		{"a page with a status alone", "<html><body><h1>HTTP Status 500</h1><p>Internal Server Error</p></body></html>", 500,
			says("Internal Server Error")},
		{"plain text", "no rows\nat sailpoint.api.X", 500, says("no rows")},
		{"an empty error", "", 500, mute},
		{"XML that is no page", "<fault>x</fault>", 500, mute},
		{"an address", `{"message":"Cannot reach jdbc:oracle:thin:app/pw@db:1521 now"}`, 500, says("Cannot reach … now")},
		{"a link", `{"message":"See https://iiq.example/x?key=1 for more"}`, 500, says("See … for more")},
		{"a password", `{"message":"Login failed, password=hunter2"}`, 500, mute},
		{"a token", `{"message":"Bearer eyJhbGciOi.abc is not known"}`, 500, mute},
		{"a long key", `{"message":"Object 7f00000197a1b2c3d4e5f60718293a4b is gone"}`, 500, says("Object … is gone")},
		{"not implemented", "", 501, mute},
		{"not found", `{"message":"No such resource"}`, 404, says("No such resource")},
		{"too many", `{"message":"Slow down"}`, 429, says("Slow down")},
		{"busy in its own words", `{"message":"Starting up"}`, 503, says("Starting up")},
		{"a balancer without a server", proxyPage, 503, away},
		{"busy without a word", "", 503, away},
		{"a gateway's page", proxyPage, 502, away},
		{"a gateway in time", "", 504, away},
		{"a time-out of the server", "", 408, away},
		{"refused credentials", `{"error":"invalid_client"}`, 401, account},
		{"forbidden", tomcatPage, 403, account},
		{"a login page", loginPage, 200, proxy},
		{"a redirect", "", 302, proxy},
		{"a proxy that wants a login", proxyPage, 407, proxy},
		{"a captive portal", loginPage, 511, proxy},
		{"nonsense", "{", 200, mute},
	}
}

func TestWhatAnAnswerTellsOfTheTrouble(t *testing.T) {
	t.Parallel()
	for _, a := range answersOfIIQ() {
		if got := troubleIn(a.status, []byte(a.body)); got != a.want {
			t.Errorf("%s: status %d: got %+v, want %+v", a.name, a.status, got, a.want)
		}
	}
	long := troubleIn(500, []byte(strings.Repeat("é", 500)))
	if n := len([]rune(long.Sentence)); n != maxSentence {
		t.Errorf("a long sentence has %d characters, want %d", n, maxSentence)
	}
}

// Each call that a decision makes carries what the answer told, up to whoever waits.
func TestEveryCallOfADecisionTellsTheTrouble(t *testing.T) {
	t.Parallel()
	for call, do := range map[string]func(*testing.T, *Client) error{
		"write": func(t *testing.T, c *Client) error { _, err := c.Decide(t.Context(), write("Finished")); return err },
		"list":  func(t *testing.T, c *Client) error { _, err := c.WorkItemListed(t.Context(), itemID); return err },
		"by id": func(t *testing.T, c *Client) error { _, err := c.WorkItem(t.Context(), itemID); return err },
		"members": func(t *testing.T, c *Client) error {
			_, err := c.Members(t.Context(), groupID)
			return err
		},
		"person": func(t *testing.T, c *Client) error { _, err := c.IdentityByID(t.Context(), ownerID); return err },
	} {
		for _, a := range answersOfIIQ() {
			t.Run(call+" "+a.name, func(t *testing.T) {
				t.Parallel()
				c, _ := clientOf(t, says(a.status, a.body))
				err := do(t, c)
				if got := approvals.IIQTroubleOf(err); err == nil || got != a.want {
					t.Errorf("%v: got %+v, want %+v", err, got, a.want)
				}
				if a.want.Sentence != "" && strings.Contains(fmt.Sprint(err), a.want.Sentence) {
					t.Errorf("the error quotes: %v, want it without %q", err, a.want.Sentence)
				}
			})
		}
	}
}

// What the token endpoint answers keeps a decision back as well. What it understands and refuses is about the account.
func TestTheTokenEndpointTellsTheTrouble(t *testing.T) {
	t.Parallel()
	for _, a := range answersOfIIQ() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			want := a.want
			if a.status == 407 {
				want = approvals.IIQTrouble{Kind: approvals.TroubleAccount}
			}
			c, _ := newTestClient(t, tokenServer(t, says(a.status, a.body)))
			_, err := c.Decide(t.Context(), write("Finished"))
			if got := approvals.IIQTroubleOf(err); err == nil || got != want {
				t.Errorf("%v: got %+v, want %+v", err, got, want)
			}
		})
	}
}

// Only an IIQ that gives no whole answer is not answering.
func TestAnIIQThatGivesNoAnswerIsAway(t *testing.T) {
	t.Parallel()
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte("<WorkItem"))
		panic(http.ErrAbortHandler)
	}
	secure := httptest.NewTLSServer(says(200, ""))
	t.Cleanup(secure.Close)
	soon := func(cfg *Config) { cfg.Timeout = 50 * time.Millisecond }
	hung, _ := clientOf(t, hang, soon)
	torn, _ := clientOf(t, cut)
	closed, _ := newTestClient(t, closedPort(t))
	untrusted, _ := newTestClient(t, secure.URL)
	token, _ := newTestClient(t, tokenServer(t, hang), soon)
	tornToken, _ := newTestClient(t, tokenServer(t, cut))
	for name, c := range map[string]*Client{"no time": hung, "cut": torn, "nobody listens": closed, "a strange certificate": untrusted,
		"no token in time": token, "a token that is cut": tornToken} {
		for call, do := range map[string]func() error{
			"write": func() error { _, err := c.Decide(t.Context(), write("Finished")); return err },
			"read":  func() error { _, err := c.WorkItemListed(t.Context(), itemID); return err },
		} {
			if got := approvals.IIQTroubleOf(do()); got.Kind != approvals.TroubleAway {
				t.Errorf("%s, %s: got %+v, want %q", name, call, got, approvals.TroubleAway)
			}
		}
	}
}
