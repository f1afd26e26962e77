package slacksim

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// lifetime is something of the workspace that lasts so long. It begins when it is called, and tells whether it is over.
type lifetime struct {
	name  string
	life  time.Duration
	begin func(t *testing.T, w *workspace) (over func() bool)
}

func lifetimes() []lifetime {
	return []lifetime{
		{"ack of a click", 3 * time.Second, func(t *testing.T, w *workspace) func() bool {
			sam := w.person(User{RealName: "Sam"})
			dm, ts := w.postCard(sam)
			e, r, err := w.click(Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
			if err != nil || !r.Delivered {
				t.Fatalf("click: %+v %v, want Delivered true", r, err)
			}
			return func() bool {
				w.mu.Lock()
				defer w.mu.Unlock()
				return e.finished
			}
		}},
		{"trigger", 3 * time.Second, func(_ *testing.T, w *workspace) func() bool {
			w.mu.Lock()
			defer w.mu.Unlock()
			id := w.newTrigger(w.opts.BotUserID, nil)
			return func() bool {
				w.mu.Lock()
				defer w.mu.Unlock()
				_, err := w.redeem(id)
				w.triggers[id].used = false
				return err != nil
			}
		}},
		{"response_url", hookLife, func(_ *testing.T, w *workspace) func() bool {
			sam := w.person(User{RealName: "Sam"})
			w.mu.Lock()
			address := w.newHook("commands", sam, w.dm(sam), nil)
			w.mu.Unlock()
			return func() bool {
				return w.do("POST", address, "application/json", `{"text":"x"}`, nil).status != http.StatusOK
			}
		}},
		{"ticket of a socket", ticketLife, func(t *testing.T, w *workspace) func() bool {
			_, address, err := w.bot.StartSocketModeContext(w.ctx())
			if err != nil {
				t.Fatal(err)
			}
			return func() bool {
				// A ticket is good once: another look needs a copy of it.
				w.mu.Lock()
				for id, made := range w.tickets {
					defer func() { w.mu.Lock(); w.tickets[id] = made; w.mu.Unlock() }()
				}
				w.mu.Unlock()
				conn, resp, err := websocket.DefaultDialer.DialContext(w.ctx(), address, nil)
				if resp != nil {
					_ = resp.Body.Close()
				}
				if err == nil {
					_ = conn.Close()
				}
				return errors.Is(err, websocket.ErrBadHandshake)
			}
		}},
		{"rate limit", time.Second, func(t *testing.T, w *workspace) func() bool {
			w.mu.Lock()
			defer w.mu.Unlock()
			if err := w.spend("channel", 1, 1); err != nil {
				t.Fatal(err)
			}
			return func() bool {
				w.mu.Lock()
				defer w.mu.Unlock()
				before := *w.buckets["channel"]
				defer func() { *w.buckets["channel"] = before }()
				return w.spend("channel", 1, 1) == nil
			}
		}},
	}
}

// Whoever sets the clock of a workspace, forward or back, makes it neither more nor less patient.
func TestSkewMovesNoPatience(t *testing.T) {
	t.Parallel()
	for _, p := range lifetimes() {
		for _, skew := range []time.Duration{-4 * time.Hour, 4 * time.Hour} {
			t.Run(p.name+" "+skew.String(), func(t *testing.T) {
				t.Parallel()
				w := newWorkspace(t, Options{Events: []string{"app_mention"}})
				w.dial()
				w.SetClockSkew(-skew / 2)
				over := p.begin(t, w)
				w.SetClockSkew(skew)
				w.Advance(p.life - time.Millisecond)
				if over() {
					t.Error("over too early")
				}
				w.Advance(2 * time.Millisecond)
				if !over() {
					t.Error("not over in time")
				}
			})
		}
	}
}

func TestSkewMovesNoMeasuredAck(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Events: []string{"app_mention"}})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	so := w.dial()
	w.SetClockSkew(-4 * time.Hour)
	e, _, err := w.click(Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
	if err != nil {
		t.Fatal(err)
	}
	w.SetClockSkew(4 * time.Hour)
	w.Advance(time.Second)
	so.ack(so.nextOf("interactive"))
	<-e.done
	if e.took != time.Second {
		t.Errorf("acked after %s, want %v", e.took, time.Second)
	}
}

func TestSkewMovesStamps(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	so := w.dial()
	const skew = 4 * time.Hour
	before := w.Now()
	w.SetClockSkew(skew)
	want := before.Add(skew)
	if !w.Now().Equal(want) {
		t.Errorf("now is %s, want %s", w.Now(), want)
	}
	dm, ts := w.postCard(sam)
	if ts != formatTS(want.UnixMicro()) {
		t.Errorf("message at %s, want %s", ts, formatTS(want.UnixMicro()))
	}
	if m, err := w.Message(dm, ts); err != nil || !m.At.Equal(want) {
		t.Errorf("version at %v, want %s (%v)", m.At, want, err)
	}
	if err := w.OpenHome(sam); err != nil {
		t.Fatal(err)
	}
	if _, wrapper := so.inner("app_home_opened"); wrapper["event_time"] != float64(want.Unix()) {
		t.Errorf("event at %v, want %d", wrapper["event_time"], want.Unix())
	}
}

// A person who stops waiting has done it nonetheless: the envelope is on its way, and its name must be known.
func TestWhoLeavesStillKnowsTheEnvelope(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Events: []string{"app_mention"}})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	so := w.dial()
	gone, leave := context.WithCancel(t.Context())
	leave()
	doings := map[string]func() (Result, error){
		"click":   func() (Result, error) { return w.Click(gone, Press{User: sam, Channel: dm, TS: ts, Text: "Approve"}) },
		"command": func() (Result, error) { return w.Command(gone, sam, "", "/approvals", "") },
		"submission": func() (Result, error) {
			w.openForm(sam, `[`+inputBlock("reason", `{"type":"plain_text_input"}`)+`]`)
			return w.Submit(gone, sam, map[string]any{"reason": "because"})
		},
		"closing": func() (Result, error) {
			w.openForm(sam, `[`+inputBlock("reason", `{"type":"plain_text_input"}`)+`]`)
			return w.CloseModal(gone, sam)
		},
	}
	for name, do := range doings {
		r, err := do()
		if frame := so.next(); err == nil || r.EnvelopeID == "" || r.EnvelopeID != frame["envelope_id"] {
			t.Errorf("%s: envelope %v, known as %q (%v), want an error and the same envelope",
				name, frame["envelope_id"], r.EnvelopeID, err)
		}
	}
}
