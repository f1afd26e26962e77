package socket

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/iiq-approvals/bot/internal/patience"
)

const (
	fin         = 0x80
	textFrame   = 0x1
	binaryFrame = 0x2
	closeFrame  = 0x8
	pingFrame   = 0x9
)

// serverFrame gives a whole frame as a server sends it, without a mask.
func serverFrame(head byte, payload string) string {
	var b bytes.Buffer
	b.WriteByte(head)
	switch n := len(payload); {
	case n < 126:
		b.WriteByte(byte(n))
	case n < 1<<16:
		b.WriteByte(126)
		_ = binary.Write(&b, binary.BigEndian, uint16(n))
	default:
		b.WriteByte(127)
		_ = binary.Write(&b, binary.BigEndian, uint64(n))
	}
	b.WriteString(payload)
	return b.String()
}

// bytes sends what no library would.
func (c *workspaceConn) bytes(raw string) {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, _ = c.NetConn().Write([]byte(raw))
}

const odd = `{"type":"interactive","envelope_id":"odd","payload":{"text":"x"}}`

func TestOddFramesCostNoConnection(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		raw string
		// acked says that the envelope "odd" goes on.
		acked bool
		// warned says that the log has it.
		warned bool
	}{
		"fragments": {raw: serverFrame(textFrame, odd[:20]) + serverFrame(0, odd[20:30]) + serverFrame(fin, odd[30:]), acked: true},
		"a ping between fragments": {
			raw: serverFrame(textFrame, odd[:20]) + serverFrame(fin|pingFrame, "x") + serverFrame(fin, odd[20:]), acked: true,
		},
		"binary":               {raw: serverFrame(fin|binaryFrame, odd), acked: true},
		"a large one":          {raw: serverFrame(fin|textFrame, strings.Replace(odd, "x", strings.Repeat("x", 3<<20), 1)), acked: true},
		"invalid UTF-8":        {raw: serverFrame(fin|textFrame, strings.Replace(odd, "x", "\xff\xfe", 1)), acked: true},
		"text behind it":       {raw: serverFrame(fin|textFrame, odd+"\nand more"), acked: true},
		"a kind of the future": {raw: serverFrame(fin|textFrame, strings.Replace(odd, "interactive", "function", 1)), acked: true},
		"a field of another type": {
			raw: serverFrame(fin|textFrame, strings.Replace(odd, `"payload"`, `"retry_attempt":"first","payload"`, 1)), acked: true,
		},
		"no kind that is known": {raw: serverFrame(fin|textFrame, `{"type":"weather","rain":true}`)},
		"no kind":               {raw: serverFrame(fin|textFrame, `{}`)},
		"null":                  {raw: serverFrame(fin|textFrame, `null`)},
		"nothing":               {raw: serverFrame(fin|textFrame, ``), warned: true},
		"no JSON":               {raw: serverFrame(fin|textFrame, `not json at all`), warned: true},
		"bytes":                 {raw: serverFrame(fin|textFrame, "\xff\xfe"), warned: true},
		"half of it":            {raw: serverFrame(fin|textFrame, odd[:40]), warned: true},
		"an array":              {raw: serverFrame(fin|textFrame, `[1,2]`), warned: true},
		"a kind that is no text": {
			raw: serverFrame(fin|textFrame, `{"type":7,"envelope_id":"odd"}`), warned: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t)
			w.onConn = func(_ int, c *workspaceConn) {
				c.hello(1)
				for range 30 {
					c.bytes(tc.raw)
					if tc.acked {
						break
					}
				}
				c.envelope(KindInteraction, "next", `{}`)
				c.readAll()
			}
			_, book := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
			w.until(t, "the ack of what came next", func() bool { return len(w.acks["next"]) == 1 })
			if tc.acked {
				w.until(t, "the ack of the odd one", func() bool { return len(w.acks["odd"]) == 1 })
			}
			if warned := book.Count("could not be read"); warned > 1 || (warned == 1) != tc.warned {
				t.Errorf("warned %d times of 30 frames, want once: %v", warned, tc.warned)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			if len(w.conns) != 1 || len(w.acks["odd"]) > 0 != tc.acked {
				t.Errorf("got %d connections, acks %v, want one, acked %v", len(w.conns), w.acks, tc.acked)
			}
		})
	}
}

func TestHostileFramesEndOneConnectionOnly(t *testing.T) {
	t.Parallel()
	masked := []byte(serverFrame(fin|textFrame, "mask"+`{"type":"hello"}`))
	masked[1] = 0x80 | byte(len(`{"type":"hello"}`))
	for name, raw := range map[string]string{
		"a mask":                         string(masked),
		"a reserved bit":                 serverFrame(fin|0x40|textFrame, odd),
		"an unknown opcode":              serverFrame(fin|0x3, odd),
		"a length above the limit":       "\x81\x7f\x00\x00\x00\x00\x00\x50\x00\x00",
		"a length of all ones":           "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff",
		"a length near all ones":         "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff",
		"fragments above the limit":      serverFrame(textFrame, strings.Repeat(" ", 3<<20)) + "\x80\x7f\x00\x00\x00\x00\x00\x20\x00\x00",
		"a long ping":                    serverFrame(fin|pingFrame, strings.Repeat("x", 126)),
		"a ping in fragments":            serverFrame(pingFrame, "x"),
		"a continuation of nothing":      serverFrame(fin, odd),
		"a text within a text":           serverFrame(textFrame, odd[:20]) + serverFrame(fin|textFrame, odd),
		"a close code that is none":      serverFrame(fin|closeFrame, "\x00\x07"),
		"a close reason that is no text": serverFrame(fin|closeFrame, "\x03\xe8\xff\xfe"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t)
			w.onConn = func(n int, c *workspaceConn) {
				c.hello(1)
				if n == 1 {
					c.bytes(raw)
				} else {
					c.envelope(KindInteraction, "next", `{}`)
				}
				c.readAll()
			}
			s, book := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
			w.until(t, "the ack by the successor", func() bool { return len(w.acks["next"]) == 1 })
			patience.Until(t, "it is told", func() bool { return book.Count("Slack connection lost") == 1 })
			if s.Status().Opens != 2 {
				t.Errorf("%d opens, want one more", s.Status().Opens)
			}
		})
	}
}

func TestUnknownKindsAreLoggedOnceEach(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(_ int, c *workspaceConn) {
		c.hello(1)
		for i := range 100 {
			c.send(`{"type":"weather"}`)
			c.send(fmt.Sprintf(`{"type":"kind %d %s"}`, i, strings.Repeat("k", 500)))
		}
		c.envelope(KindInteraction, "next", `{}`)
		c.readAll()
	}
	_, book := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	w.until(t, "the ack", func() bool { return len(w.acks["next"]) == 1 })
	if once, all := book.Count("kind=weather"), book.Count("unknown kind"); once != 1 || all != maxStrange {
		t.Errorf("one kind was logged %d times, and of 101 kinds %d, want 1 and %d", once, all, maxStrange)
	}
	if book.Count(strings.Repeat("k", longestKind)) != 0 {
		t.Errorf("got %d characters of a kind in the log, want it cut", longestKind)
	}
}

func TestEveryAckIsOneFrame(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	largest := strings.Repeat("x", maxSent-len(`{"envelope_id":"e","payload":""}`)-1)
	heads := make(chan []byte, 1)
	w.onConn = func(_ int, c *workspaceConn) {
		c.hello(1)
		c.envelope(KindCommand, "e", `{}`)
		head := make([]byte, 4)
		if _, err := io.ReadFull(c.NetConn(), head); err != nil {
			t.Errorf("read: got %v, want no error", err)
		}
		heads <- head
		c.readAll()
	}
	startSockets(t, w, Config{Connections: 1}, &inbox{handle: func(ctx context.Context, e *Envelope) {
		if err := e.send(ctx, e.ID, largest); err != nil {
			t.Errorf("ack: got %v, want no error", err)
		}
	}})
	head := patience.Receive(t, "the head", heads)
	if length := binary.BigEndian.Uint16(head[2:]); head[0] != fin|textFrame || head[1] != 0x80|126 || length != maxSent-1 {
		t.Errorf("the frame begins with % x, want a whole masked text of %d bytes", head, maxSent-1)
	}
}

func TestAnAckAsLargeAsSlackDropsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(_ int, c *workspaceConn) {
		c.hello(1)
		c.envelope(KindCommand, "e", `{}`)
		c.readAll()
	}
	refused := make(chan error, 1)
	startSockets(t, w, Config{Connections: 1}, &inbox{handle: func(ctx context.Context, e *Envelope) {
		refused <- e.send(ctx, e.ID, strings.Repeat("x", maxSent-len(`{"envelope_id":"e","payload":""}`)))
		_ = e.Ack(ctx, nil)
	}})
	if err := patience.Receive(t, "the refusal", refused); !errors.Is(err, errAckSize) {
		t.Errorf("got %v, want %v", err, errAckSize)
	}
	w.until(t, "the empty ack", func() bool { return len(w.acks["e"]) > 0 })
	if got := w.acks["e"]; len(got) != 1 || got[0] != `{"envelope_id":"e"}` {
		t.Errorf("got the acks %.80q, want one without content", got)
	}
}

func TestADisconnectInFragmentsIsOne(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(_ int, c *workspaceConn) {
		c.bytes(serverFrame(textFrame, `{"type":"disco`) + serverFrame(fin, `nnect","reason":"link_disabled"}`))
		c.readAll()
	}
	s, _ := startSockets(t, w, Config{Connections: 1}, &inbox{handle: ackAll})
	patience.Until(t, "the reason is known", func() bool { return s.Status().Fatal == "link_disabled" })
	w.until(t, "our goodbye", func() bool { return len(w.closes) == 1 })
	if w.closes[0] != websocket.CloseNormalClosure {
		t.Errorf("got the close status %d, want %d", w.closes[0], websocket.CloseNormalClosure)
	}
}

func TestAnEnvelopeHoldsWhatSlackSaid(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.onConn = func(_ int, c *workspaceConn) {
		c.hello(1)
		c.send(`{"type":"events_api","envelope_id":"e","accepts_response_payload":false,"retry_attempt":2,` +
			`"retry_reason":"timeout","payload":{"a": [1, 2]}}`)
		c.readAll()
	}
	got := make(chan *Envelope, 1)
	startSockets(t, w, Config{Connections: 1}, &inbox{handle: func(_ context.Context, e *Envelope) { got <- e }})
	e := patience.Receive(t, "what is sent", got)
	if e.ID != "e" || e.Kind != KindEvent || e.Retry != 2 || string(e.Payload) != `{"a": [1, 2]}` || e.Arrived.IsZero() {
		t.Errorf("got id %q, kind %q, retry %d, payload %s, arrived %v, want e, %q, 2, as sent, now", e.ID, e.Kind, e.Retry, e.Payload, e.Arrived, KindEvent)
	}
}
