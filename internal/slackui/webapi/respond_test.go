package webapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestResponses(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	for _, replace := range []bool{true, false} {
		if err := d.Respond(t.Context(), d.server.URL+"/respond", testMessage, replace); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		`{"text":"a &lt;card&gt;","blocks":[{"type":"divider"}],"replace_original":true}`,
		`{"text":"a &lt;card&gt;","blocks":[{"type":"divider"}],"response_type":"ephemeral","replace_original":false}`,
	}
	for i, body := range d.bodies {
		var got, wanted any
		if json.Unmarshal([]byte(body), &got) != nil || json.Unmarshal([]byte(want[i]), &wanted) != nil || !cmp.Equal(got, wanted) {
			t.Errorf("sent %s, want %s", body, want[i])
		}
	}
	if diff := cmp.Diff([]string{"response_url ok", "response_url ok"}, d.seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatTheAnswerToAResponseMeans(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"ok":             {200, "ok", nil},
		"ok as JSON":     {200, `{"ok":true}`, nil},
		"expired":        {404, "expired_url", ErrResponseGone},
		"used":           {404, `{"ok":false,"error":"used_url"}`, ErrResponseGone},
		"unknown":        {404, "", ErrResponseGone},
		"limited":        {429, "", ErrRateLimited},
		"server error":   {502, "<html>", approvals.ErrUnclear},
		"blocks":         {400, "invalid_blocks", ErrInvalidBlocks},
		"blocks in JSON": {200, `{"ok":false,"error":"invalid_blocks"}`, ErrInvalidBlocks},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			err := d.Respond(t.Context(), d.server.URL+"/secret-path", testMessage, true)
			if !errors.Is(err, tc.want) || tc.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret-path") {
				t.Errorf("got %v, want an error without the address", err)
			}
		})
	}
}

func TestWhichAddressesMayBeAnsweredTo(t *testing.T) {
	t.Parallel()
	const slacks, forwarder, simulator = "https://slack.com/api/", "http://slack.sim.internal:8080/api/", "http://127.0.0.1:8080/api/"
	for address, want := range map[string]string{
		"https://hooks.slack.com/actions/T/1/x":     slacks + forwarder + simulator,
		"https://hooks.slack-gov.com/actions/T/1/x": slacks + forwarder + simulator,
		"https://slack.com/x":                       slacks + forwarder + simulator,
		"https://HOOKS.Slack.com:443/x":             slacks + forwarder + simulator,
		"https://hooks.slack.com:8443/x":            "",
		"https://hooks.slack.com.evil.example/x":    "",
		"https://evilslack.com/x":                   "",
		"https://evil.example/hooks.slack.com":      "",
		"https://127.0.0.1/x":                       "",
		"http://127.0.0.1:9/x":                      simulator,
		"http://[::1]:9/x":                          simulator,
		"http://localhost:9/x":                      simulator,
		"http://slack.sim.internal:8080/r/1":        forwarder,
		"https://slack.sim.internal:8080/r/1":       "",
		"http://slack.sim.internal:9/r/1":           "",
		"http://hooks.slack.com/x":                  "",
		"http://10.0.0.1/x":                         "",
		"https://user:password@hooks.slack.com/x":   "",
		"ftp://127.0.0.1/x":                         "",
		"file:///etc/passwd":                        "",
		"":                                          "",
		"::":                                        "",
	} {
		for _, api := range []string{slacks, forwarder, simulator} {
			if got := New(Config{APIURL: api}, time.Now).mayCall(address); got != strings.Contains(want, api) {
				t.Errorf("%q with Slack at %s: got %v, want %v", address, api, got, !got)
			}
		}
	}
}

func TestAResponseToNobodyIsNotSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t, saying("ok"))
	d.server.Close()
	if err := d.Respond(t.Context(), d.server.URL+"/secret-path", testMessage, true); !errors.Is(err, ErrNotSent) || strings.Contains(err.Error(), "secret-path") {
		t.Errorf("got %v, want %v", err, ErrNotSent)
	}
}
