package iiq

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wiretest"
)

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
		for _, a := range wiretest.Troubles() {
			t.Run(call+" "+a.Name, func(t *testing.T) {
				t.Parallel()
				c, _ := clientOf(t, says(a.Status, a.Body))
				err := do(t, c)
				if got := approvals.IIQTroubleOf(err); err == nil || got != a.Want {
					t.Errorf("%v: got %+v, want %+v", err, got, a.Want)
				}
				if a.Want.Sentence != "" && strings.Contains(fmt.Sprint(err), a.Want.Sentence) {
					t.Errorf("the error quotes: %v, want it without %q", err, a.Want.Sentence)
				}
			})
		}
	}
}

// What the token endpoint answers keeps a decision back as well. What it understands and refuses is about the account.
func TestTheTokenEndpointTellsTheTrouble(t *testing.T) {
	t.Parallel()
	for _, a := range wiretest.Troubles() {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			want := a.Want
			if a.Status == 407 {
				want = approvals.IIQTrouble{Kind: approvals.TroubleAccount}
			}
			c, _ := newTestClient(t, tokenServer(t, says(a.Status, a.Body)))
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
