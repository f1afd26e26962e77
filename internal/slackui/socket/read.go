package socket

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// maxFrame bounds the size of one frame from Slack.
	maxFrame = 4 << 20
	// keptFrame is how much room for the next frame a connection keeps at most; a click takes some 20 KB.
	keptFrame = 64 << 10
	// maxStrange bounds how many unknown kinds of frames a connection logs, longestKind how much of each.
	maxStrange  = 20
	longestKind = 60
)

// frame is what Slack sends: https://docs.slack.dev/apis/events-api/using-socket-mode
type frame struct {
	Type string `json:"type"`
	// NumConnections is of the hello, Reason of a disconnect.
	NumConnections int    `json:"num_connections"`
	Reason         string `json:"reason"`

	EnvelopeID   string          `json:"envelope_id"`
	Payload      json.RawMessage `json:"payload"`
	RetryAttempt int             `json:"retry_attempt"`
}

// readAll hands on what comes until the connection ends; the error says how. Slack pings every few seconds: a connection
// that stays without one for pingWithin is dead, whatever else comes by it.
func (c *conn) readAll(ws *websocket.Conn) error {
	ws.SetReadLimit(maxFrame)
	// An error ends no reading: what is still on its way is taken.
	ws.SetPingHandler(func(data string) error {
		pong := ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWithin))
		if err := errors.Join(pong, c.awaitPing(ws)); err != nil {
			c.log.Debug("ping from Slack could not be answered", "error", err)
		}
		return nil
	})
	if err := c.awaitPing(ws); err != nil {
		return fmt.Errorf("set deadline: %w", err)
	}
	var in bytes.Buffer
	for {
		_, r, err := ws.NextReader()
		if err != nil {
			return fmt.Errorf("read frame: %w", err)
		}
		// The library's limit is of bytes on the wire; a server may compress unasked.
		in.Reset()
		if _, err := in.ReadFrom(io.LimitReader(r, maxFrame+1)); err != nil {
			return fmt.Errorf("read frame: %w", err)
		}
		if in.Len() > maxFrame {
			return websocket.ErrReadLimit
		}
		c.received(in.Bytes())
		if in.Cap() > keptFrame {
			in = bytes.Buffer{}
		}
	}
}

// awaitPing has reading end unless a ping comes in time.
func (c *conn) awaitPing(ws *websocket.Conn) error {
	return ws.SetReadDeadline(time.Now().Add(c.cfg.pace.pingWithin))
}

// received never waits: a reader that stalls stops answering pings as well. A frame that cannot be read ends no connection. Nothing of
// raw is kept.
func (c *conn) received(raw []byte) {
	f, err := parseFrame(raw)
	switch {
	case err != nil:
		c.unread.Do(func() { c.log.Warn("frame from Slack could not be read", "error", err) })
	case f.Type == "hello":
		c.greeted(f.NumConnections)
	case f.Type == "disconnect":
		c.disconnecting(f.Reason)
	case f.EnvelopeID != "":
		c.handOn(f)
	default:
		c.unknown(f.Type[:min(len(f.Type), longestKind)])
	}
}

// parseFrame reads the first JSON value. A field of another type than usual is left out: the envelope is what counts.
func parseFrame(raw []byte) (frame, error) {
	var f frame
	err := json.NewDecoder(bytes.NewReader(raw)).Decode(&f)
	if _, odd := errors.AsType[*json.UnmarshalTypeError](err); odd && f.Type != "" {
		return f, nil
	}
	return f, err
}

// unknown logs a kind once.
func (c *conn) unknown(kind string) {
	if !c.strange[kind] && len(c.strange) < maxStrange {
		c.strange[kind] = true
		c.log.Debug("frame from Slack is of an unknown kind", "kind", kind)
	}
}

func (c *conn) greeted(connections int) {
	if closed(c.hello) {
		return
	}
	c.count.Store(int64(connections))
	close(c.hello)
}

// disconnecting keeps the first reason of a disconnect.
func (c *conn) disconnecting(reason string) {
	select {
	case c.leaving <- reason:
	default:
	}
}

func (c *conn) handOn(f frame) {
	e := NewEnvelope(EnvelopeKind(f.Type), f.EnvelopeID, f.Payload, c.clock(), c.ack)
	e.Retry = f.RetryAttempt
	e.Finish = c.inFlight.done
	c.inFlight.add()
	if !c.take(e) {
		e.Done()
	}
}
