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
	a := New(Config{APIURL: "http://slack.sim.internal:8080/api/"}, time.Now)
	for address, want := range map[string]bool{
		"https://hooks.slack.com/actions/T/1/x":   true,
		"http://127.0.0.1:9/x":                    true,
		"http://[::1]:9/x":                        true,
		"http://localhost:9/x":                    true,
		"http://slack.sim.internal:8080/r/1":      true,
		"http://slack.sim.internal:9/r/1":         false,
		"http://hooks.slack.com/x":                false,
		"http://10.0.0.1/x":                       false,
		"https://user:password@hooks.slack.com/x": false,
		"ftp://127.0.0.1/x":                       false,
		"file:///etc/passwd":                      false,
		"":                                        false,
		"::":                                      false,
	} {
		if got := a.mayCall(address); got != want {
			t.Errorf("%q: got %v, want %v", address, got, want)
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
