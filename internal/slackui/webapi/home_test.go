package webapi

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

func TestPublishingAHomeTab(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, r *http.Request)
		want   error
		after  time.Duration
	}{
		"taken": {answer: saying(`{"ok":true,"view":{"id":"V1","hash":"h2","blocks":[{"type":"of tomorrow"}]}}`)},
		"busy": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		}, want: ErrRateLimited, after: 7 * time.Second},
		"busy, without a time": {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
			want: ErrRateLimited, after: unlimitedRest},
		"broken": {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
			want: approvals.ErrUnclear},
		"no JSON":      {answer: saying(`<html>`), want: approvals.ErrUnclear},
		"nothing said": {answer: saying(`{}`), want: approvals.ErrUnclear},
		"a bad token":  {answer: saying(`{"ok":false,"error":"invalid_auth"}`), want: ErrAuth},
		"bad blocks":   {answer: saying(`{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] x [json-pointer:/view]"]}}`), want: ErrInvalidBlocks},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, c.answer)
			hash, err := d.PublishHome(t.Context(), "U1", cards.HomeView(approvals.Page{}), "")
			if !errors.Is(err, c.want) || approvals.RetryAfter(err) != c.after || (c.want == nil) != (hash == "h2") {
				t.Errorf("hash %q, %v, want %v after %s", hash, err, c.want, c.after)
			}
			if body := d.bodies[0]; !strings.Contains(body, `"user_id":"U1"`) || strings.Contains(body, `"hash"`) ||
				strings.Contains(body, "xoxb") {
				t.Errorf("got %s sent, want it for U1, without a hash or a token", body)
			}
		})
	}
	d := newDesk(t, saying(`{"ok":true}`))
	if _, err := d.PublishHome(t.Context(), "", slack.HomeTabViewRequest{}, ""); err == nil || len(d.calls) > 0 {
		t.Errorf("for nobody: got %v, calls %v, want an error and no call", err, d.calls)
	}
}
