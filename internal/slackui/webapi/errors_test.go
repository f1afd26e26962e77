package webapi

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestWhatSlacksAnswersMean(t *testing.T) {
	t.Parallel()
	no := func(word string) func(http.ResponseWriter, *http.Request) {
		return saying(fmt.Sprintf(`{"ok":false,"error":%q}`, word))
	}
	status := func(code int, retry string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			if retry != "" {
				w.Header().Set("Retry-After", retry)
			}
			w.WriteHeader(code)
			_, _ = io.WriteString(w, "<html>")
		}
	}
	for name, tc := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		want   error
		after  time.Duration
		word   string
	}{
		"limited":             {status(429, "7"), ErrRateLimited, 7 * time.Second, "rate_limited"},
		"limited, no time":    {status(429, ""), ErrRateLimited, unlimitedRest, "rate_limited"},
		"limited by a word":   {no("rate_limited"), ErrRateLimited, unlimitedRest, "rate_limited"},
		"server error":        {status(500, ""), approvals.ErrUnclear, 0, "unclear"},
		"gateway time-out":    {status(504, ""), approvals.ErrUnclear, 0, "unclear"},
		"internal error":      {no("internal_error"), approvals.ErrUnclear, 0, "unclear"},
		"fatal error":         {no("fatal_error"), approvals.ErrUnclear, 0, "unclear"},
		"cut answer":          {saying(`{"ok":tr`), approvals.ErrUnclear, 0, "unclear"},
		"no timestamp":        {saying(`{"ok":true}`), approvals.ErrUnclear, 0, "unclear"},
		"no such channel":     {no("channel_not_found"), approvals.ErrCannotWrite, 0, "cannot_write"},
		"deactivated":         {no("user_disabled"), approvals.ErrCannotWrite, 0, "cannot_write"},
		"tab switched off":    {no("messages_tab_disabled"), approvals.ErrCannotWrite, 0, "cannot_write"},
		"restricted":          {no("restricted_action_read_only_channel"), approvals.ErrCannotWrite, 0, "cannot_write"},
		"message gone":        {no("message_not_found"), approvals.ErrMessageGone, 0, "message_gone"},
		"message of others":   {no("cant_update_message"), approvals.ErrMessageGone, 0, "message_gone"},
		"message too old":     {no("edit_window_closed"), approvals.ErrMessageGone, 0, "message_gone"},
		"dead token":          {no("token_revoked"), ErrAuth, 0, "auth"},
		"missing scope":       {no("missing_scope"), ErrAuth, 0, "auth"},
		"blocks":              {no("invalid_blocks"), ErrInvalidBlocks, 0, "invalid_blocks"},
		"too long":            {no("msg_blocks_too_long"), ErrInvalidBlocks, 0, "invalid_blocks"},
		"a word of its own":   {no("something_new"), &SlackError{}, 0, "error"},
		"not allowed by http": {status(403, ""), &SlackError{}, 0, "error"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, &SlackError{}, 0, "error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, tc.answer)
			_, _, err := d.PostCard(t.Context(), "U1", testMessage, "c")
			_, isSlackError := errors.AsType[*SlackError](err)
			if _, wantSlackError := tc.want.(*SlackError); wantSlackError && !isSlackError || !wantSlackError && !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if got := approvals.RetryAfter(err); got != tc.after {
				t.Errorf("stays away for %v, want %v", got, tc.after)
			}
			if diff := cmp.Diff([]string{"chat.postMessage " + tc.word}, d.seen); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(d.calls) != 1 {
				t.Errorf("got the calls %v, want one: nothing is repeated", d.calls)
			}
		})
	}
}

func TestInvalidBlocksSayWhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t, saying(`{"ok":false,"error":"invalid_blocks","errors":["x"],"response_metadata":{"messages":["[ERROR] y [json-pointer:/blocks/0/text]"]}}`))
	_, _, err := d.PostCard(t.Context(), "U1", testMessage, "c")
	if !errors.Is(err, ErrInvalidBlocks) || !strings.Contains(err.Error(), "/blocks/0/text") {
		t.Errorf("got %v, want %v", err, ErrInvalidBlocks)
	}
}

func TestACutConnectionIsUnclearAndAMissingOneIsNotSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = c.Close()
		}
	})
	if _, _, err := d.PostCard(t.Context(), "U1", testMessage, "c"); !errors.Is(err, approvals.ErrUnclear) {
		t.Errorf("cut after the request: got %v, want %v", err, approvals.ErrUnclear)
	}
	d.server.Close()
	if _, _, err := d.PostCard(t.Context(), "U1", testMessage, "c"); !errors.Is(err, ErrNotSent) || errors.Is(err, approvals.ErrUnclear) {
		t.Errorf("nobody listens: got %v, want %v", err, ErrNotSent)
	}
}

func TestAnAnswerWithoutEndIsCut(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"ok":true,"channel":"`)
		chunk := strings.Repeat("x", 1<<20)
		for {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	})
	if _, _, err := d.PostCard(t.Context(), "U1", testMessage, "c"); !errors.Is(err, approvals.ErrUnclear) {
		t.Errorf("got %v, want %v", err, approvals.ErrUnclear)
	}
}
