package slackui

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

func TestEvents(t *testing.T) {
	t.Parallel()
	changed := eventOf("Ev1", `{"type":"user_change","user":{"id":"U5","team_id":"T1","deleted":true,"is_restricted":true,
"profile":{"email":"x@example.com"},"enterprise_user":null,"updated":1700000000},"cache_ts":1,"event_ts":"1"}`)
	broken := errors.New("away")
	for name, tc := range map[string]struct {
		payload string
		retry   int
		set     func(*env)
		want    []string
		logged  string
	}{
		"home opened": {payload: eventOf("Ev1", `{"type":"app_home_opened","user":"U1","channel":"D1","tab":"home"}`), want: []string{"opened U1", "ack"}},
		"messages opened": {
			payload: eventOf("Ev1", `{"type":"app_home_opened","user":"U1","channel":"D1","tab":"messages"}`), want: []string{"ack"},
		},
		"home opened without a database is left for another delivery": {
			payload: eventOf("Ev1", `{"type":"app_home_opened","user":"U1","tab":"home"}`),
			set:     func(s *env) { s.homeErr = broken }, want: []string{"opened U1"},
		},
		"user changed": {payload: changed, want: []string{"changed U5 home=T1 deleted=true guest=true", "ack"}},
		"user changed late": {
			payload: changed, retry: 1, want: []string{"changed U5 home=T1 deleted=true guest=true vouching for nobody", "ack"},
		},
		"user changed without a database": {
			payload: changed, set: func(s *env) { s.changedErr = broken }, want: []string{"changed U5 home=T1 deleted=true guest=true"},
		},
		"joined": {
			payload: eventOf("Ev1", `{"type":"team_join","user":{"id":"U6","team_id":"T1"}}`),
			want:    []string{"changed U6 home=T1 deleted=false guest=false", "ack"},
		},
		"changed nobody": {payload: eventOf("Ev1", `{"type":"user_change","user":{}}`), want: []string{"ack"}},
		"uninstalled":    {payload: eventOf("Ev1", `{"type":"app_uninstalled"}`), want: []string{"ack"}, logged: "uninstalled"},
		"tokens revoked": {payload: eventOf("Ev1", `{"type":"tokens_revoked","tokens":{"bot":["U1"]}}`), want: []string{"ack"},
			logged: "SLACK_BOT_TOKEN"},
		"of no use":         {payload: eventOf("Ev1", `{"type":"reaction_added","user":"U1"}`), want: []string{"ack"}},
		"too many events":   {payload: `{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1}`, want: []string{"ack"}, logged: "too many in this hour"},
		"no JSON of ours":   {payload: `"x"`, want: []string{"ack"}},
		"an event of nulls": {payload: `{"type":"event_callback","event":null}`, want: []string{"ack"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			if tc.set != nil {
				tc.set(s)
			}
			s.deliverAged(t, socket.KindEvent, "e1", tc.payload, 0, tc.retry)
			if diff := cmp.Diff(tc.want, s.done); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if tc.logged != "" && s.book.Count(tc.logged) != 1 {
				t.Errorf("got %q in the log %d times, want once", tc.logged, s.book.Count(tc.logged))
			}
		})
	}
}

func TestAPanicCostsOneEnvelopeOnly(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.panics = true
	s.deliver(t, socket.KindInteraction, "e1", onCard(cards.ActionApprove, testRef))
	if diff := cmp.Diff([]string{`decide approve 7f00 ""`}, s.done); diff != "" || s.book.Count("a bug") != 1 {
		t.Errorf("logged %d times; %s", s.book.Count("a bug"), diff)
	}
}

func TestFullWorkersLeaveEnvelopesUnackedAndInteractionsHaveTheirOwn(t *testing.T) {
	t.Parallel()
	s := newEnv()
	hold, running := make(chan struct{}), atomic.Int64{}
	block := func(context.Context, *eventDelivery) { running.Add(1); <-hold }
	s.events["app_mention"] = block
	send := func(kind socket.EnvelopeKind, id, payload string) (taken bool, done chan struct{}) {
		done = make(chan struct{})
		e := socket.NewEnvelope(kind, id, []byte(payload), s.Router.clock(), func(context.Context, string, any) error { return nil })
		e.Finish = func() { close(done) }
		return s.Receive(t.Context(), e), done
	}
	all := make([]chan struct{}, askWorkers+askQueue)
	for i := range all {
		taken, done := send(socket.KindEvent, fmt.Sprint(i), eventOf("Ev", `{"type":"app_mention"}`))
		if all[i] = done; !taken {
			t.Fatalf("event %d: got no worker, want one", i)
		}
	}
	if taken, _ := send(socket.KindEvent, "more", eventOf("Ev", `{"type":"app_mention"}`)); taken {
		t.Error("one more than there is room for: got a worker, want none")
	}
	taken, done := send(socket.KindInteraction, "click", onCard(cards.ActionApprove, testRef))
	if !taken {
		t.Fatal("a click beside the events: got no worker, want one")
	}
	patience.Receive(t, "the end", done)
	close(hold)
	for _, d := range all {
		patience.Receive(t, "the end of an event", d)
	}
	if n := running.Load(); int(n) != len(all) {
		t.Errorf("%d ran, want %d", n, len(all))
	}
}

func TestTheQueueOfInteractionsIsBounded(t *testing.T) {
	t.Parallel()
	p := newPool(2, 3)
	hold := make(chan struct{})
	var most, now atomic.Int64
	taken := 0
	ended := make(chan struct{}, 10)
	for range 10 {
		if p.start(func() {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			<-hold
			now.Add(-1)
			ended <- struct{}{}
		}) {
			taken++
		}
	}
	close(hold)
	for range taken {
		select {
		case <-ended:
		case <-time.After(patience.Limit()):
			t.Fatal("got work that never ends, want all of it done")
		}
	}
	if taken != 5 || most.Load() > 2 {
		t.Errorf("took %d and ran %d at once, want 5 and at most 2", taken, most.Load())
	}
}
