package socket

import (
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestAServerThatDisconnectsAtOnceGetsNoMoreOpensThanTheBucketHolds(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"warning", "refresh_requested", "something_new"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t)
			w.onConn = func(_ int, c *workspaceConn) {
				c.hello(1)
				c.disconnect(reason)
				c.readAll()
			}
			cfg := Config{}
			cfg.pace.opensInHand, cfg.pace.openEvery = 4, time.Hour
			s, book := startSockets(t, w, cfg, &inbox{handle: ackAll})
			patience.Until(t, "the bucket is empty and it is said", func() bool { return book.Count("faster than") > 0 })
			if got := s.Status().Opens; got != 4 || book.Count("faster than") != 1 {
				t.Errorf("%d opens and %d lines, want 4 and 1", got, book.Count("faster than"))
			}
		})
	}
}

func TestALostConnectionIsDialledAgain(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(n int, c *workspaceConn) {
		c.hello(1)
		if n > 1 {
			c.readAll()
		}
	}
	s, _ := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	w.until(t, "the second connection", func() bool { return len(w.conns) == 2 })
	patience.Until(t, "ready again", s.Ready)
}

func TestFatalAnswersAreSaidOnceAndTriedAgainQuietly(t *testing.T) {
	t.Parallel()
	said := []string{
		"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "missing_scope",
		"not_allowed_token_type", "no_permission", "team_access_not_granted", "forbidden_team",
	}
	for _, word := range said {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t)
			answer := fmt.Sprintf(`{"ok":false,"error":%q}`, word)
			w.openAnswer.Store(&answer)
			cfg := Config{}
			cfg.pace.fatalRest, cfg.pace.openEvery = time.Millisecond, time.Millisecond
			s, book := startSockets(t, w, cfg, &inbox{handle: ackAll})
			w.until(t, "several tries", func() bool { return w.opens > 5 })
			st := s.Status()
			if st.Fatal != word || st.Cure == "" || s.Ready() {
				t.Errorf("got %+v, want %s with a cure", st, word)
			}
			if n := book.Count("level=ERROR"); n != 1 {
				t.Errorf("said %d times, want once", n)
			}
			w.openAnswer.Store(nil)
			patience.Until(t, "cured", func() bool { return s.Ready() && s.Status().Fatal == "" })
		})
	}
}

func TestFatalStatesStopDialling(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(_ int, c *workspaceConn) {
		c.hello(1)
		c.disconnect("link_disabled")
		c.readAll()
	}
	s, book := startSockets(t, w, Config{}, &inbox{handle: ackAll})
	patience.Until(t, "it is said", func() bool { return book.Count("link_disabled") > 0 && s.Status().Connections == 0 })
	patience.Until(t, "both slots rest", func() bool { return s.Status().Opens == 2 })
	if st := s.Status(); st.Fatal != "link_disabled" || book.Count("level=ERROR") != 1 {
		t.Errorf("got %+v, %d error lines, want link_disabled and one line", st, book.Count("level=ERROR"))
	}
}

func TestTooManyConnectionsRestsBeforeTheNextDial(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(_ int, c *workspaceConn) {
		c.disconnect("too_many_websockets")
		c.readAll()
	}
	s, book := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	patience.Until(t, "it rests a minute", func() bool { return book.Count("again_in=1m0s") == 1 })
	if s.Status().Opens != 1 || s.Ready() {
		t.Errorf("got %+v, want one dial and no connection", s.Status())
	}
}

// Slack greets a successor while its predecessor is still there, and counts both.
func TestAPredecessorThatHasEndedSinceIsOneOfOurs(t *testing.T) {
	t.Parallel()
	stays, successor, later := &conn{}, &conn{}, &conn{endsBefore: 1}
	s := &Pool{cfg: Config{Connections: 2}, conns: map[*conn]bool{stays: true, successor: true}, ends: 1}
	if got := s.oursNow(successor); got != 3 {
		t.Errorf("greeted while its predecessor was there: got %d of ours, want 3", got)
	}
	if got := s.oursNow(later); got != 2 {
		t.Errorf("greeted after it had ended: got %d of ours, want 2", got)
	}
}

func TestMoreConnectionsThanOursAreSaidOnce(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(_ int, c *workspaceConn) { c.hello(7); c.readAll() }
	s, book := startSockets(t, w, Config{}, &inbox{handle: ackAll})
	patience.Until(t, "both connected", func() bool { return s.Status().Connections == 2 })
	patience.Until(t, "it is said", func() bool { return book.Count("more connections than ours") > 0 })
	if n := book.Count("more connections than ours"); n != 1 || s.Status().Counted != 7 {
		t.Errorf("got it %d times, counted %d, want once and 7", n, s.Status().Counted)
	}
}
