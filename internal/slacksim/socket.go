package slacksim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	writeWait = 10 * time.Second
	// closeWait is how long the other side may take to answer a close frame before the connection is cut.
	closeWait = 2 * time.Second
)

// socket is one Socket Mode connection: a reader and a writer, which end together.
type socket struct {
	id     int
	sim    *Sim
	conn   *websocket.Conn
	opened time.Time
	queue  chan frame
	done   chan struct{}
	once   sync.Once
	// linger is set once a close frame has gone out: only the other side's answer is waited for.
	linger atomic.Bool
}

// frame is a JSON text to send, or the end of the connection.
type frame struct {
	body   any
	end    bool
	code   int
	reason string
}

func newSocket(s *Sim, conn *websocket.Conn) *socket {
	return &socket{sim: s, conn: conn, queue: make(chan frame, maxSendQueue), done: make(chan struct{})}
}

// push queues a frame and never waits; a socket that is that far behind is cut.
func (so *socket) push(body any) { so.enqueue(frame{body: body}) }

func (so *socket) enqueue(f frame) {
	select {
	case so.queue <- f:
	default:
		so.cut()
	}
}

// disconnect sends the reason and then the close frame.
func (so *socket) disconnect(reason string) {
	so.push(disconnectFrame(reason))
	so.enqueue(frame{end: true, code: websocket.CloseNormalClosure, reason: reason})
}

// cut drops the connection without a word.
func (so *socket) cut() {
	so.once.Do(func() {
		close(so.done)
		if tcp, ok := so.conn.NetConn().(*net.TCPConn); ok && !so.linger.Load() {
			if err := tcp.SetLinger(0); err != nil {
				so.sim.log.Debug("set linger", "error", err)
			}
		}
		if err := so.conn.Close(); err != nil {
			so.sim.log.Debug("close socket", "error", err)
		}
	})
}

func (so *socket) writeLoop() {
	pings := time.NewTicker(so.sim.opts.PingInterval)
	defer pings.Stop()
	_ = so.ping()
	for {
		var err error
		select {
		case <-so.done:
			return
		case f := <-so.queue:
			err = so.send(f)
		case <-pings.C:
			err = so.ping()
		}
		if err != nil {
			so.cut()
			return
		}
	}
}

func (so *socket) ping() error {
	return so.conn.WriteControl(websocket.PingMessage, []byte("Ping from applink-sim"), time.Now().Add(writeWait))
}

func (so *socket) send(f frame) error {
	if f.end {
		return so.sayGoodbye(f)
	}
	raw, err := json.Marshal(f.body)
	if err != nil {
		so.sim.log.Error("encode frame", "error", err)
		return nil
	}
	if err := so.conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return so.conn.WriteMessage(websocket.TextMessage, raw)
}

// sayGoodbye sends a close frame and gives the other side a moment to answer it.
func (so *socket) sayGoodbye(f frame) error {
	so.linger.Store(true)
	msg := websocket.FormatCloseMessage(f.code, f.reason)
	if err := so.conn.WriteControl(websocket.CloseMessage, msg, time.Now().Add(writeWait)); err != nil {
		return err
	}
	return so.conn.SetReadDeadline(time.Now().Add(closeWait))
}

func (so *socket) readLoop() {
	alive := func(string) error { return so.extend() }
	so.conn.SetPongHandler(alive)
	answer := so.conn.PingHandler()
	so.conn.SetPingHandler(func(data string) error {
		if err := so.extend(); err != nil {
			return err
		}
		return answer(data)
	})
	err := so.extend()
	for err == nil {
		var raw []byte
		if raw, err = so.read(); err == nil && raw != nil {
			so.sim.takeFrame(so, raw)
		}
	}
	so.sim.gone(so, err)
}

// extend keeps the socket registered for as long as the other side answers.
func (so *socket) extend() error {
	if so.linger.Load() {
		return nil
	}
	return so.conn.SetReadDeadline(time.Now().Add(so.sim.opts.GhostLife))
}

var errFrameTooLong = errors.New("frame too long")

// read gives one whole message, fragments put together. One that is too long closes the socket with 1009
// (https://github.com/revelrylabs/slax/pull/614).
func (so *socket) read() ([]byte, error) {
	_, r, err := so.conn.NextReader()
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxFrame+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxFrame {
		so.linger.Store(true)
		msg := websocket.FormatCloseMessage(websocket.CloseMessageTooBig, "Max frame length of 20480 has been exceeded.")
		if err := so.conn.WriteControl(websocket.CloseMessage, msg, time.Now().Add(writeWait)); err != nil {
			return nil, err
		}
		return nil, errFrameTooLong
	}
	if so.sim.recorded.on() {
		_, _ = so.sim.recorded.Write(append(bytes.Clone(raw), '\n'))
	}
	return raw, so.extend()
}

// gone takes a socket that has ended out of the rotation.
func (s *Sim) gone(so *socket, why error) {
	so.linger.Store(true)
	so.cut()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unregister(so, why.Error())
}
