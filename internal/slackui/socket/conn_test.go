package socket

import (
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/testlog"
)

// served is one connection over a pipe in memory; the test is Slack.
type served struct {
	*conn
	slack net.Conn
	// handedOn are the ids of envelopes in their order, elsewhere what was acked by another connection.
	handedOn []string
	others   []string
	// worked, when set, gets each envelope to work on; else there is no room for any.
	worked chan *Envelope
	book   *testlog.Book
}

type fataler interface{ Fatal(...any) }

// serve runs a connection over a pipe until the end of its context; extensions are lines of Slack's answer.
func serve(ctx context.Context, t fataler, extensions ...string) *served {
	ours, slack := net.Pipe()
	go func() {
		req, err := http.ReadRequest(bufio.NewReader(slack))
		if err != nil {
			return
		}
		sum := sha1.Sum([]byte(req.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
		_, _ = fmt.Fprintf(slack, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
			"Sec-WebSocket-Accept: %s\r\n%s\r\n", base64.StdEncoding.EncodeToString(sum[:]), strings.Join(extensions, ""))
	}()
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return ours, nil }}
	ws, _, err := dialer.DialContext(ctx, (&url.URL{Scheme: "ws", Host: "slack.test"}).String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &served{slack: slack, book: &testlog.Book{}}
	take := func(e *Envelope) bool {
		s.handedOn = append(s.handedOn, e.ID)
		if s.worked == nil {
			return false
		}
		s.worked <- e
		return true
	}
	elsewhere := func(ctx context.Context, ack []byte) error {
		s.others = append(s.others, string(ack))
		return ctx.Err()
	}
	s.conn = newConn(ctx, Config{}.withDefaults(), take, elsewhere, time.Now, s.book.Logger())
	go func() {
		defer close(s.over)
		s.serve(ws)
	}()
	return s
}

func (s *served) say(raw ...string) { _, _ = io.WriteString(s.slack, strings.Join(raw, "")) }

func envelopeFrame(id string) string {
	return serverFrame(fin|textFrame, fmt.Sprintf(`{"type":"interactive","envelope_id":%q}`, id))
}

const helloText = `{"type":"hello","num_connections":1}`

func TestAConnectionWithoutPingsEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t.Context(), t)
		go func() { _, _ = io.Copy(io.Discard, s.slack) }()
		start := time.Now()
		s.say(serverFrame(fin|textFrame, helloText))
		for range 3 {
			pause(t.Context(), 29*time.Second)
			s.say(serverFrame(fin|pingFrame, "x"))
		}
		synctest.Wait()
		if !s.live() {
			t.Fatalf("a ping every 29 s: got the end %v, want none", s.ending())
		}
		// Other frames are no sign of life: a proxy may replay them, and Slack pings.
		for range 2 {
			pause(t.Context(), 10*time.Second)
			s.say(envelopeFrame("e"))
		}
		<-s.ctx.Done()
		if got := time.Since(start); got != (3*29+30)*time.Second {
			t.Errorf("ended after %v, want 30 s after the last ping", got)
		}
		<-s.over
		if err := s.ending(); !strings.Contains(err.Error(), "timeout") {
			t.Errorf("got the end %v, want a timeout", err)
		}
		_ = s.slack.Close()
	})
}

func TestAnAckThatIsNotTakenGoesElsewhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t.Context(), t)
		s.say(serverFrame(fin|textFrame, helloText))
		<-s.hello
		start := time.Now()
		for i, ack := range []string{`{"envelope_id":"e0","payload":"p"}`, `{"envelope_id":"e1","payload":"p"}`} {
			ctx, cancel := context.WithTimeout(t.Context(), writeWithin/2)
			if err := s.ack(ctx, fmt.Sprintf("e%d", i), "p"); err != nil {
				t.Errorf("ack %d: got %v, want no error", i, err)
			}
			cancel()
			if len(s.others) != i+1 || s.others[i] != ack {
				t.Errorf("got %q acked elsewhere, want %q last", s.others, ack)
			}
		}
		if got := time.Since(start); got != writeWithin {
			t.Errorf("took %v, want %v for the first and nothing for the second", got, writeWithin)
		}
		if !closed(s.mute) || !s.live() || s.canAck() {
			t.Errorf("got mute %v, live %v, acking %v, want a connection that is read on and takes no acks", closed(s.mute), s.live(), s.canAck())
		}
		s.say(envelopeFrame("late"))
		s.cancel()
		<-s.over
		if diff := cmp.Diff([]string{"late"}, s.handedOn); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		_ = s.slack.Close()
	})
}

func TestAnAckThatNobodyTakesIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t.Context(), t)
		s.say(serverFrame(fin|textFrame, helloText))
		<-s.hello
		s.elsewhere = func(context.Context, []byte) error { return errConnOver }
		for range 2 {
			if err := s.ack(t.Context(), "e", nil); !errors.Is(err, errConnOver) {
				t.Errorf("got %v, want %v", err, errConnOver)
			}
		}
		if told := s.book.Count("envelope_id=e"); told != 1 {
			t.Errorf("the log tells of %d failed writes, want 1", told)
		}
		_ = s.slack.Close()
		<-s.over
	})
}

func TestAnAckElsewhereTriesTheNextConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		deaf, good := serve(t.Context(), t), serve(t.Context(), t)
		for _, s := range []*served{deaf, good} {
			s.say(serverFrame(fin|textFrame, helloText))
			<-s.hello
		}
		p := New(Config{}, &inbox{}, time.Now, deaf.book.Logger())
		p.conns[deaf.conn] = true
		time.AfterFunc(writeWithin/2, func() {
			p.mu.Lock()
			p.conns[good.conn] = true
			p.mu.Unlock()
		})
		acked := make(chan error, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 2*writeWithin)
		defer cancel()
		go func() { acked <- p.ackElsewhere(ctx, []byte("{}")) }()
		got := make([]byte, 2+4+2)
		if _, err := io.ReadFull(good.slack, got); err != nil || got[0] != fin|textFrame {
			t.Errorf("got % x, %v, want a text frame", got, err)
		}
		if err := <-acked; err != nil {
			t.Error(err)
		}
		for _, s := range []*served{deaf, good} {
			_ = s.slack.Close()
			<-s.over
		}
	})
}

func TestAHelloCountsWhateverComesBesideIt(t *testing.T) {
	t.Parallel()
	p := New(Config{}, &inbox{}, time.Now, (&testlog.Book{}).Logger())
	for range 100 {
		c := newConn(t.Context(), p.cfg, nil, nil, time.Now, p.log)
		c.disconnecting("warning")
		close(c.hello)
		close(c.over)
		if err := p.awaitHello(t.Context(), c); err != nil {
			t.Fatalf("a connection that had its hello counts as failed: got %v, want no error", err)
		}
		if told, _ := errors.AsType[*disconnectError](c.ending()); told == nil || told.reason != "warning" {
			t.Fatalf("got the end %v, want the reason warning", c.ending())
		}
	}
}

func TestAnAckInFlightGoesOutBeforeTheGoodbye(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t.Context(), t)
		s.worked = make(chan *Envelope, 1)
		s.say(serverFrame(fin|textFrame, helloText), envelopeFrame("e"))
		e := <-s.worked
		go s.closeGracefully(t.Context())
		synctest.Wait()
		go func() {
			defer e.Done()
			if err := e.Ack(t.Context(), nil); err != nil {
				t.Errorf("ack: got %v, want no error", err)
			}
		}()
		heads := make([]byte, 2)
		for _, want := range []byte{fin | textFrame, fin | closeFrame} {
			if _, err := io.ReadFull(s.slack, heads); err != nil || heads[0] != want {
				t.Fatalf("heard % x, error %v, want % x", heads, err, want)
			}
			_, _ = io.CopyN(io.Discard, s.slack, 4+int64(heads[1]&0x7f))
		}
		_ = s.slack.Close()
		<-s.over
		if len(s.others) != 0 {
			t.Errorf("got %q acked elsewhere, want nothing", s.others)
		}
	})
}

func TestReadingGoesOnAfterOurGoodbye(t *testing.T) {
	t.Parallel()
	for name, answers := range map[string]bool{"Slack answers": true, "Slack is silent": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := serve(t.Context(), t)
				s.say(serverFrame(fin|textFrame, helloText))
				start := time.Now()
				s.cancel()
				goodbye := make([]byte, 8)
				if _, err := io.ReadFull(s.slack, goodbye); err != nil || goodbye[0] != fin|closeFrame || goodbye[1] != 0x80|2 {
					t.Errorf("got % x, %v, want a close frame", goodbye, err)
				}
				if s.canAck() {
					t.Error("got that an ack may go out after the goodbye, want that none may")
				}
				s.say(serverFrame(fin|pingFrame, "x"), envelopeFrame("crossing"))
				want := closeWithin
				if answers {
					s.say(serverFrame(fin|closeFrame, "\x03\xe8"))
					want = 0
				}
				<-s.over
				if diff := cmp.Diff([]string{"crossing"}, s.handedOn); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if got := time.Since(start); got != want {
					t.Errorf("over after %v, want %v", got, want)
				}
				if rest, _ := io.ReadAll(s.slack); len(rest) != 0 {
					t.Errorf("got % x after the goodbye, want nothing", rest)
				}
			})
		})
	}
}

func TestAfterAFrameThatEndsTheReadingTheRestIsReadAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t.Context(), t)
		s.say(serverFrame(fin|textFrame, helloText), serverFrame(fin, "a continuation of nothing"))
		start := time.Now()
		goodbye := make([]byte, 8)
		if _, err := io.ReadFull(s.slack, goodbye); err != nil || goodbye[0] != fin|closeFrame {
			t.Errorf("got % x, %v, want a close frame", goodbye, err)
		}
		go func() { _, _ = io.Copy(io.Discard, s.slack) }()
		synctest.Wait()
		for range 3 {
			if _, err := io.WriteString(s.slack, envelopeFrame(strings.Repeat("e", 9000))); err != nil {
				t.Fatalf("closed with unread bytes, which resets a connection: got %v, want no error", err)
			}
		}
		<-s.over
		if got := time.Since(start); got != closeWithin {
			t.Errorf("over after %v, want %v", got, closeWithin)
		}
	})
}

func TestAFrameThatGrowsBeyondTheLimitEndsTheConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t.Context(), t,
			"Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n")
		go func() { _, _ = io.Copy(io.Discard, s.slack) }()
		var small bytes.Buffer
		w, err := flate.NewWriter(&small, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, strings.Repeat(" ", maxFrame+1<<16))
		_ = w.Flush()
		// The frame is not the last of its message: nothing waits for the rest.
		s.say(serverFrame(fin|textFrame, helloText), serverFrame(0x40|textFrame, small.String()))
		<-s.over
		if err := s.ending(); !errors.Is(err, websocket.ErrReadLimit) {
			t.Errorf("got the end %v, want %v", err, websocket.ErrReadLimit)
		}
		_ = s.slack.Close()
	})
}

func TestWhatComesIsHandedOnInItsOrderHoweverItIsCut(t *testing.T) {
	t.Parallel()
	disconnect := func(reason string) string {
		return serverFrame(fin|textFrame, fmt.Sprintf(`{"type":"disconnect","reason":%q,"debug_info":{"host":"h"}}`, reason))
	}
	about := `{"type":"events_api","envelope_id":"about","payload":{"text":"they said \"disconnect\" to me"}}`
	frames := map[string]string{
		"hello": serverFrame(fin|textFrame, helloText), "ping": serverFrame(fin|pingFrame, "now"), "plain": envelopeFrame("plain"),
		"about": serverFrame(fin|textFrame, about), "warning": disconnect("warning"), "other": disconnect("refresh_requested"),
		"middle": envelopeFrame(strings.Repeat("m", 300)), "large": envelopeFrame(strings.Repeat("l", 70_000)),
		"fragments": serverFrame(textFrame, about[:9]) + serverFrame(fin|pingFrame, "") + serverFrame(fin, about[9:]),
	}
	ids := map[string]string{
		"plain": "plain", "about": "about", "fragments": "about", "middle": strings.Repeat("m", 300), "large": strings.Repeat("l", 70_000),
	}
	names := []string{"hello", "ping", "plain", "about", "warning", "other", "middle", "large", "fragments"}
	rapid.Check(t, func(t *rapid.T) {
		var stream strings.Builder
		var want, reasons []string
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 0, 30).Draw(t, "frames") {
			stream.WriteString(frames[name])
			if id, carries := ids[name]; carries {
				want = append(want, id)
			}
			if reason, told := map[string]string{"warning": "warning", "other": "refresh_requested"}[name]; told {
				reasons = append(reasons, reason)
			}
		}
		s := serve(context.Background(), t)
		go func() { _, _ = io.Copy(io.Discard, s.slack) }()
		step := rapid.SampledFrom([]int{1 << 20, 4096, 97, 7}).Draw(t, "piece")
		for rest := stream.String(); rest != ""; rest = rest[min(step, len(rest)):] {
			s.say(rest[:min(step, len(rest))])
		}
		_ = s.slack.Close()
		<-s.over
		if diff := cmp.Diff(want, s.handedOn); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		told, _ := errors.AsType[*disconnectError](s.ending())
		if len(reasons) > 0 != (told != nil) || told != nil && told.reason != reasons[0] {
			t.Fatalf("got the end %v, want the first of %v", told, reasons)
		}
	})
}
