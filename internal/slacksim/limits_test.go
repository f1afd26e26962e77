package slacksim

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

func TestOneMessageASecondAChannel(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Limits: true})
	sam, lee := w.person(User{RealName: "Sam"}), w.person(User{RealName: "Lee"})
	post := func(to string) error {
		_, _, err := w.bot.PostMessageContext(w.ctx(), to, slack.MsgOptionText("x", false))
		return err
	}
	for i := range 3 {
		if err := post(sam); err != nil {
			t.Errorf("message %d of the burst: %v", i, err)
		}
	}
	var limited *slack.RateLimitedError
	if err := post(sam); !errors.As(err, &limited) || limited.RetryAfter != time.Second {
		t.Errorf("fourth: %v, want a limit of one second", err)
	}
	if err := post(lee); err != nil {
		t.Errorf("another channel: %v", err)
	}
	w.Advance(time.Second)
	if err := post(sam); err != nil {
		t.Errorf("a second later: %v", err)
	}
	if err := post(sam); !errors.As(err, &limited) {
		t.Errorf("at once again: %v, want a limit", err)
	}
	if n := w.Stats().RateLimited; n != 2 || w.Stats().Calls["chat.postMessage 429"] != 2 {
		t.Errorf(`%d times 429, want n 2 and w.Stats().Calls["chat.postMessage 429"] 2`, n)
	}
	w.SetSwitches(func(s *Switches) { s.Limits = false })
	if err := post(sam); err != nil {
		t.Errorf("limits off: %v", err)
	}
}

func TestTiers(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Limits: true})
	sam := w.person(User{RealName: "Sam"})
	for method, most := range map[string]int{"users.list": 20, "conversations.open": 50, "users.info": 100} {
		answered := 0
		for range most + 5 {
			if a := w.form(method, "user", sam, "users", sam); a.status == 200 {
				answered++
			} else if a.code() != "ratelimited" || a.header.Get("Retry-After") == "" {
				t.Fatalf(`%s: %d %s, want code "ratelimited" and Get other than ""`, method, a.status, a.raw)
			}
		}
		if answered != most {
			t.Errorf("%s: %d of %d answered, want %d", method, answered, most+5, most)
		}
	}
	w.Advance(30 * time.Second)
	answered := 0
	for range 60 {
		if w.form("users.info", "user", sam).status == 200 {
			answered++
		}
	}
	if answered != 50 {
		t.Errorf("half a minute later: %d, want 50", answered)
	}
}

func TestFaultsOfTheWebAPI(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	post := func() error {
		_, _, err := w.bot.PostMessageContext(w.ctx(), sam, slack.MsgOptionText("x", false))
		return err
	}
	var status slack.StatusCodeError
	var limited *slack.RateLimitedError
	cut := func(err error) bool { return err != nil && !errors.As(err, &status) }
	tests := []struct {
		fault  Fault
		fits   func(error) bool
		stored int
	}{
		{Fault{Kind: FaultStatus, Status: 500}, func(err error) bool { return errors.As(err, &status) && status.Code == 500 }, 0},
		{Fault{Kind: FaultStatusAfter, Status: 503}, func(err error) bool { return errors.As(err, &status) && status.Code == 503 }, 1},
		{Fault{Kind: FaultRateLimited, RetryAfter: 7},
			func(err error) bool { return errors.As(err, &limited) && limited.RetryAfter == 7*time.Second }, 0},
		{Fault{Kind: FaultCutBefore}, cut, 0},
		{Fault{Kind: FaultCutAfter}, cut, 1},
		{Fault{Kind: FaultDelay, DelayMS: 1}, func(err error) bool { return err == nil }, 1},
		{Fault{Kind: FaultError, Error: "fatal_error"}, func(err error) bool { return err != nil && err.Error() == "fatal_error" }, 0},
	}
	for _, tt := range tests {
		before := len(w.Inbox(sam))
		tt.fault.Method, tt.fault.Count = "chat.post", 1
		id, err := w.AddFault(tt.fault)
		if err != nil {
			t.Fatal(err)
		}
		if err := post(); !tt.fits(err) {
			t.Errorf("%s: got %v, want the error that the fault makes", tt.fault.Kind, err)
		}
		if got := len(w.Inbox(sam)) - before; got != tt.stored {
			t.Errorf("%s: %d messages stored, want %d", tt.fault.Kind, got, tt.stored)
		}
		if err := post(); err != nil {
			t.Errorf("after %s: %v", tt.fault.Kind, err)
		}
		w.RemoveFault(id)
	}
}

func TestFaultsByProbabilityFollowTheSeed(t *testing.T) {
	t.Parallel()
	play := func(seed uint64) string {
		w := newWorkspace(t, Options{Seed: seed})
		if _, err := w.AddFault(Fault{Method: "auth.test", Kind: FaultStatus, Status: 500, Probability: 0.5}); err != nil {
			t.Fatal(err)
		}
		out := ""
		for range 24 {
			out += fmt.Sprint(w.form("auth.test").status/100, " ")
		}
		return out
	}
	if a, b := play(7), play(7); a != b {
		t.Errorf("the same seed: %s and %s", a, b)
	}
	if a, b := play(7), play(8); a == b {
		t.Errorf("another seed gives the same: %s", a)
	}
}
