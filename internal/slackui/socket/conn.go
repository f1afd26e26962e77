package socket

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// longestDisconnect bounds the frames that are inspected. Real disconnect frames have under 200 bytes.
	longestDisconnect = 2048
	finText           = 0x81
	finClose          = 0x88
	// closeWrite bounds writing the close frame, closeLinger waiting for the other side's.
	closeWrite  = time.Second
	closeLinger = 500 * time.Millisecond
	// endHold is how long the end of a connection is hidden from the library.
	endHold = 30 * time.Millisecond
)

// frameConn is a WebSocket connection below slack-go that does what the library leaves out. It keeps `disconnect`
// frames from the library, which would cut the connection at the first one and hide the reason. It sends a close frame
// before it closes. It counts the text frames that were written, so that callers can wait for a queued ack. The form
// of a disconnect frame: https://docs.slack.dev/apis/events-api/using-socket-mode
type frameConn struct {
	net.Conn
	in           *bufio.Reader
	pending      []byte
	rest         int64
	statusSeen   bool
	upgraded     atomic.Bool
	ended        atomic.Bool
	onDisconnect func(reason string)

	writing   sync.Mutex
	closeSent bool
	wrote     atomic.Int64
	closing   sync.Once
	closeErr  error
}

func newFrameConn(c net.Conn, onDisconnect func(reason string)) *frameConn {
	return &frameConn{Conn: c, in: bufio.NewReaderSize(c, 2*longestDisconnect), onDisconnect: onDisconnect}
}

// Read passes the stream on without its disconnect frames.
func (c *frameConn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(c.pending) == 0 && c.rest == 0 {
		if err := c.advance(); err != nil {
			c.ended.Store(true)
			c.holdBack()
			return 0, err
		}
	}
	if len(c.pending) > 0 {
		n := copy(p, c.pending)
		c.pending = c.pending[n:]
		return n, nil
	}
	n, err := c.in.Read(p[:min(int64(len(p)), c.rest)])
	c.rest -= int64(n)
	if err != nil {
		c.ended.Store(true)
	}
	return n, err
}

func (c *frameConn) advance() error {
	if !c.upgraded.Load() {
		return c.advanceHandshake()
	}
	return c.advanceFrame()
}

// advanceHandshake passes on one line of the HTTP answer. Only a 101 is followed by frames.
func (c *frameConn) advanceHandshake() error {
	line, err := c.in.ReadSlice('\n')
	if len(line) == 0 && err != nil {
		return err
	}
	c.pending = append([]byte(nil), line...)
	if !c.statusSeen {
		c.statusSeen = true
		if !bytes.Contains(line, []byte(" 101 ")) {
			c.rest = math.MaxInt64
		}
		return nil
	}
	if len(bytes.TrimRight(line, "\r\n")) == 0 {
		c.upgraded.Store(true)
	}
	return nil
}

// advanceFrame passes on the head of the next frame, or swallows it when it is a disconnect.
func (c *frameConn) advanceFrame() error {
	peeked, length, err := c.peekHead()
	if err != nil {
		return err
	}
	// The next Peek may move what the reader holds, so this is a copy.
	head := append([]byte(nil), peeked...)
	if head[0] == finText && length <= longestDisconnect {
		whole, err := c.in.Peek(len(head) + int(length))
		if err != nil {
			return err
		}
		if reason, ok := disconnectReason(whole[len(head):]); ok {
			c.onDisconnect(reason)
			_, err := c.in.Discard(len(whole))
			return err
		}
	}
	if head[0] == finClose {
		c.holdBack()
		c.ended.Store(true)
	}
	c.pending, c.rest = head, length
	_, err = c.in.Discard(len(head))
	return err
}

// holdBack gives the library time to hand on the last envelope. When the connection ends, the library may drop an
// envelope that it has read and not yet handed on.
func (c *frameConn) holdBack() {
	if c.upgraded.Load() {
		time.Sleep(endHold)
	}
}

// peekHead gives a frame's head without its payload; servers do not mask (RFC 6455, 5.1 and 5.2).
func (c *frameConn) peekHead() (head []byte, length int64, err error) {
	head, err = c.in.Peek(2)
	if err != nil {
		return nil, 0, err
	}
	size, short := 2, int64(head[1]&0x7f)
	switch short {
	case 126:
		size = 4
	case 127:
		size = 10
	}
	if head, err = c.in.Peek(size); err != nil {
		return nil, 0, err
	}
	switch short {
	case 126:
		return head, int64(binary.BigEndian.Uint16(head[2:])), nil
	case 127:
		return head, int64(binary.BigEndian.Uint64(head[2:]) & math.MaxInt64), nil
	}
	return head, short, nil
}

func disconnectReason(payload []byte) (string, bool) {
	if !bytes.Contains(payload, []byte(`"disconnect"`)) {
		return "", false
	}
	var frame struct {
		Type   string `json:"type"`
		Reason string `json:"reason"`
	}
	if json.Unmarshal(payload, &frame) != nil || frame.Type != "disconnect" {
		return "", false
	}
	return frame.Reason, true
}

// Write passes whole frames on; the library writes each with one call. After the close frame an ack is an error, and
// the library's answers to pings or to the other side's close frame are dropped (RFC 6455, 5.5.1).
func (c *frameConn) Write(p []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.closeSent && len(p) > 0 {
		if p[0] == finText {
			return 0, net.ErrClosed
		}
		return len(p), nil
	}
	n, err := c.Conn.Write(p)
	if err == nil && c.upgraded.Load() && len(p) > 0 {
		switch p[0] {
		case finText:
			c.wrote.Add(1)
		case finClose:
			c.closeSent = true
		}
	}
	return n, err
}

// Close sends a close frame, waits shortly for the other side's, and closes. A connection that ends without one stays
// registered at Slack, and payloads sent to it are lost: https://github.com/slackapi/python-slack-sdk/issues/1940
func (c *frameConn) Close() error {
	c.closing.Do(func() {
		if c.goodbye() {
			c.linger()
		}
		c.closeErr = c.Conn.Close()
	})
	return c.closeErr
}

// goodbye sends the close frame, unless the connection is dead, and reports whether it was sent by now. The other side
// may still send until it answers with its own.
func (c *frameConn) goodbye() bool {
	if !c.upgraded.Load() || c.ended.Load() {
		return false
	}
	// The deadline is set before the lock is taken, since it also frees a write that hangs.
	_ = c.SetWriteDeadline(time.Now().Add(closeWrite))
	c.writing.Lock()
	defer c.writing.Unlock()
	if !c.closeSent {
		// FIN and close, masked, two bytes: status 1000 under an all-zero mask.
		_, err := c.Conn.Write([]byte{finClose, 0x82, 0, 0, 0, 0, 0x03, 0xe8})
		c.closeSent = err == nil
	}
	return c.closeSent
}

// linger reads what the other side still sends. Closing with unread bytes would reset the connection and could destroy
// the close frame.
func (c *frameConn) linger() {
	_ = c.SetReadDeadline(time.Now().Add(closeLinger))
	scratch := make([]byte, 4096)
	for {
		if _, err := c.Conn.Read(scratch); err != nil {
			return
		}
	}
}
