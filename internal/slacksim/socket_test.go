package slacksim

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestTicketsAreForOneConnection(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	open := func() string {
		_, address, err := w.bot.StartSocketModeContext(w.ctx())
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	address := open()
	dial := func(address string, header http.Header) error {
		conn, resp, err := websocket.DefaultDialer.DialContext(w.ctx(), address, header)
		if resp != nil {
			_ = resp.Body.Close()
		}
		if err == nil {
			t.Cleanup(func() { _ = conn.Close() })
		}
		return err
	}
	if err := dial(address, http.Header{"Origin": {"https://api.slack.com"}}); err != nil {
		t.Errorf("first use, with an origin: %v", err)
	}
	if err := dial(address, nil); !errors.Is(err, websocket.ErrBadHandshake) {
		t.Errorf("second use: %v, want %v", err, websocket.ErrBadHandshake)
	}
	address = open()
	w.Advance(2 * time.Minute)
	if err := dial(address, nil); !errors.Is(err, websocket.ErrBadHandshake) {
		t.Errorf("an old ticket: %v, want %v", err, websocket.ErrBadHandshake)
	}
	if _, err := w.AddFault(Fault{Method: "socket.handshake", Kind: FaultStatus, Status: 409, Count: 1}); err != nil {
		t.Fatal(err)
	}
	if err := dial(open(), nil); !errors.Is(err, websocket.ErrBadHandshake) {
		t.Errorf("handshake with 409: %v, want %v", err, websocket.ErrBadHandshake)
	}
	if err := dial(open(), nil); err != nil {
		t.Errorf("after the fault: %v", err)
	}
}

func TestTenConnections(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	for i := range 10 {
		hello := w.dial().first
		if hello["num_connections"] != float64(i+1) || hello["connection_info"].(map[string]any)["app_id"] != "A0SIMAPP" {
			t.Errorf("hello %d: %v, want %d connections of A0SIMAPP", i, hello, i+1)
		}
	}
	eleventh := w.dial()
	if m := eleventh.first; m["type"] != "disconnect" || m["reason"] != "too_many_websockets" {
		t.Errorf(`the eleventh: %v, want m["type"] "disconnect" and m["reason"] "too_many_websockets"`, m)
	}
	if code := eleventh.closeCode(); code != websocket.CloseNormalClosure {
		t.Errorf("close code %d, want %v", code, websocket.CloseNormalClosure)
	}
	if n := len(w.Sockets()); n != 10 {
		t.Errorf("%d sockets, want 10", n)
	}
}

// closeCode reads to the end and gives the code of the close frame, 0 if there was none.
func (r *rawSocket) closeCode() int {
	r.t.Helper()
	for {
		_, _, err := r.conn.ReadMessage()
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			return closed.Code
		}
		if err != nil {
			return 0
		}
	}
}

func TestLongFramesClose(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	for name, size := range map[string]int{"at the limit": maxFrame, "over the limit": maxFrame + 1} {
		so := w.dial()
		if err := so.conn.WriteMessage(websocket.TextMessage, []byte(strings.Repeat(" ", size))); err != nil {
			t.Fatal(err)
		}
		if size <= maxFrame {
			w.wait(name, func() bool { return len(w.Sockets()) == 1 })
			w.DropSockets(0)
		} else if code := so.closeCode(); code != websocket.CloseMessageTooBig {
			t.Errorf("%s: close code %d, want %v", name, code, websocket.CloseMessageTooBig)
		}
		w.wait("the socket is gone", func() bool { return len(w.Sockets()) == 0 })
	}
}

func TestEventsComeAgain(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Redelivery: []time.Duration{0, time.Minute, 5 * time.Minute}})
	sam := w.person(User{RealName: "Sam"})
	if w.PendingEvents() != 1 {
		t.Fatalf("team_join does not wait for a socket: %d, want 1 event that waits", w.PendingEvents())
	}
	so := w.dial()
	joined := so.next()
	payload := joined["payload"].(map[string]any)
	if payload["event"].(map[string]any)["type"] != "team_join" || joined["retry_attempt"] != float64(0) || joined["retry_reason"] != "" {
		t.Fatalf("kept event: %v, want a team_join, tried for the first time", joined)
	}
	so.ack(joined)
	w.wait("the ack", func() bool { return w.Stats().Acked == 1 })

	if _, err := w.Say(sam, "", "my <approvals> & more"); err != nil {
		t.Fatal(err)
	}
	first := so.next()
	event := first["payload"].(map[string]any)
	if inner := event["event"].(map[string]any); inner["type"] != "message" || inner["channel_type"] != "im" ||
		inner["text"] != "my &lt;approvals&gt; &amp; more" {
		t.Errorf(`message event: %v, want a message of an im with the text "my &lt;approvals&gt; &amp; more"`,
			inner)
	}
	for attempt, wait := range []time.Duration{0, time.Minute, 5 * time.Minute} {
		w.Advance(3 * time.Second)
		if wait > 0 {
			before := w.Stats().Envelopes
			w.Advance(wait - time.Millisecond)
			if w.Stats().Envelopes != before {
				t.Fatalf("attempt %d came too early, want Envelopes %v", attempt+1, before)
			}
			w.Advance(time.Millisecond)
		}
		again := so.next()
		if again["retry_attempt"] != float64(attempt+1) || again["retry_reason"] != "timeout" ||
			again["payload"].(map[string]any)["event_id"] != event["event_id"] {
			t.Errorf("attempt %d: %v", attempt+1, again)
		}
	}
	w.Advance(3 * time.Second)
	w.Advance(time.Hour)
	if st := w.Stats(); st.EventsGivenUp != 1 {
		t.Errorf("given up %d, want 1", st.EventsGivenUp)
	}
}

func TestRefreshAndDisconnect(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{ConnectionLife: time.Hour})
	so := w.dial()
	w.Advance(time.Hour - 10*time.Second)
	if m := so.next(); m["type"] != "disconnect" || m["reason"] != "warning" {
		t.Errorf(`first %v, want m["type"] "disconnect" and m["reason"] "warning"`, m)
	}
	if len(w.Sockets()) != 1 {
		t.Error("a warning leaves the socket open")
	}
	w.Advance(10 * time.Second)
	if m := so.next(); m["reason"] != "refresh_requested" {
		t.Errorf(`then %v, want m["reason"] "refresh_requested"`, m)
	}
	if code := so.closeCode(); code != websocket.CloseNormalClosure {
		t.Errorf("close code %d, want %v", code, websocket.CloseNormalClosure)
	}
	next := w.dial()
	w.SetSwitches(func(s *Switches) { s.SocketMode = false })
	if m := next.next(); m["reason"] != "link_disabled" {
		t.Errorf(`socket mode off: %v, want m["reason"] "link_disabled"`, m)
	}
	if m := w.dial().first; m["reason"] != "link_disabled" {
		t.Errorf(`a new socket while off: %v, want m["reason"] "link_disabled"`, m)
	}
	w.SetSwitches(func(s *Switches) { s.SocketMode, s.RefuseOpens = true, "internal_error" })
	if _, _, err := w.bot.StartSocketModeContext(w.ctx()); err == nil || err.Error() != "internal_error" {
		t.Errorf(`refused open: %v, want an error and Error "internal_error"`, err)
	}
}

func TestClientCloseEndsTheConnection(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	so := w.dial()
	if err := so.conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, "bye")); err != nil {
		t.Fatal(err)
	}
	if code := so.closeCode(); code != websocket.CloseNormalClosure {
		t.Errorf("close code %d, want %v", code, websocket.CloseNormalClosure)
	}
	w.wait("the socket is gone", func() bool { return len(w.Sockets()) == 0 })
}

func TestSocketFaults(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{NoEcho: true, Events: []string{"message.im"}})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	a, b := w.dial(), w.dial()
	press := func() <-chan Result {
		done := make(chan Result, 1)
		go func() {
			r, _ := w.Click(t.Context(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
			done <- r
		}()
		return done
	}
	if _, err := w.AddFault(Fault{Method: "socket.deliver", Kind: FaultDuplicate, Count: 1}); err != nil {
		t.Fatal(err)
	}
	done := press()
	one, two := a.next(), b.next()
	if one["envelope_id"] != two["envelope_id"] {
		t.Errorf("not the same click: %v %v", one["envelope_id"], two["envelope_id"])
	}
	a.ack(one)
	b.ack(two)
	if r := patience.Receive(t, "the end of the click", done); !r.Acked {
		t.Errorf("duplicate: %+v, want Acked true", r)
	}
	w.wait("the second ack is odd", func() bool { return w.Stats().OddAcks == 1 })
	if _, err := w.AddFault(Fault{Method: "socket.deliver", Kind: FaultDrop, Count: 1}); err != nil {
		t.Fatal(err)
	}
	done = press()
	w.wait("one socket is cut", func() bool { return len(w.Sockets()) == 1 })
	w.Advance(4 * time.Second)
	if r := patience.Receive(t, "the end of the click", done); r.Acked || r.UserError == "" {
		t.Errorf(`dropped: %+v, want Acked false and UserError other than ""`, r)
	}
	for _, bad := range []Fault{{Kind: "explode"}, {Kind: FaultStatus, Status: 200}, {Kind: FaultError}, {Method: "socket.ack", Kind: FaultHang}, {Kind: FaultDelay, Probability: 2}} {
		if _, err := w.AddFault(bad); err == nil {
			t.Errorf("fault %+v was taken", bad)
		}
	}
}
