package retryafter_test

import (
	"net/http"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/retryafter"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestEveryForm(t *testing.T) {
	t.Parallel()
	for value, c := range map[string]struct {
		want    time.Duration
		ok      bool
		seconds string
	}{
		"30": {30 * time.Second, true, "30"}, " 7 ": {7 * time.Second, true, "7"}, "0": {0, true, "1"},
		"0.2": {200 * time.Millisecond, true, "1"}, "1.5": {1500 * time.Millisecond, true, "2"}, "1e3": {1000 * time.Second, true, "1000"},
		"Sun, 01 Mar 2026 12:00:45 GMT":  {45 * time.Second, true, "45"},
		"Sunday, 01-Mar-26 12:02:00 GMT": {2 * time.Minute, true, "120"},
		"Sun Mar  1 11:00:00 2026":       {0, true, "1"},
		"999999999":                      {time.Hour, true, "3600"},
		"Mon, 01 Mar 2032 12:00:45 GMT":  {time.Hour, true, "3600"},
		"Inf":                            {time.Hour, true, "3600"},
		"":                               {0, false, "30"},
		"soon":                           {0, false, "30"},
		"-5":                             {0, false, "30"},
		"NaN":                            {0, false, "30"},
		"1,5":                            {0, false, "30"},
	} {
		got, ok := retryafter.Parse(value, now)
		if got != c.want || ok != c.ok {
			t.Errorf("%q: got %s, %t, want %s, %t", value, got, ok, c.want, c.ok)
		}
		resp := &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {value}}}
		retryafter.Normalize(resp, now, 30*time.Second)
		if got := resp.Header.Get("Retry-After"); got != c.seconds {
			t.Errorf("%q: rewritten as %q, want %q", value, got, c.seconds)
		}
	}
}

func TestOtherAnswersAreLeftAlone(t *testing.T) {
	t.Parallel()
	resp := &http.Response{StatusCode: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"1.5"}}}
	retryafter.Normalize(resp, now, time.Minute)
	if got := resp.Header.Get("Retry-After"); got != "1.5" {
		t.Errorf("got %q, want %q", got, "1.5")
	}
}

// Whatever a server sends, nobody waits for less than nothing or for longer than an hour.
func TestNothingIsOutOfBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[-+]?[0-9]{0,20}(\.[0-9]{0,5})?(e[0-9]{1,3})?`)).Draw(rt, "value")
		if got, ok := retryafter.Parse(value, now); got < 0 || got > time.Hour || !ok && got != 0 {
			rt.Fatalf("%q: got %s, %t, want a time from 0 to an hour", value, got, ok)
		}
	})
}
