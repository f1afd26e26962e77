package socket

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// maxSent is the size from which Slack ignores a frame or closes the connection
// (https://github.com/slack-go/slack/issues/1196).
const maxSent = 20_480

// encodeAck gives the frame of an ack; payload is nil for one without content.
func encodeAck(id string, payload any) ([]byte, error) {
	raw, err := json.Marshal(struct {
		EnvelopeID string `json:"envelope_id"`
		Payload    any    `json:"payload,omitempty"`
	}{id, payload})
	if err != nil {
		return nil, fmt.Errorf("encode ack: %w", err)
	}
	if len(raw) >= maxSent {
		return nil, fmt.Errorf("%w: %d bytes of %d", errAckSize, len(raw), maxSent)
	}
	return raw, nil
}

// ack answers on the connection that carried the envelope. When that is over or does not take it, another one is tried:
// whether Slack counts such an ack is not known.
func (c *conn) ack(ctx context.Context, id string, payload any) error {
	raw, err := encodeAck(id, payload)
	if err != nil {
		return err
	}
	if !c.canAck() {
		return c.elsewhere(ctx, raw)
	}
	unwritten := c.write(raw)
	if unwritten == nil {
		return nil
	}
	// The failed write may have used the time of ctx up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackBudget)
	defer cancel()
	if err := c.elsewhere(ctx, raw); err != nil {
		c.log.Warn("ack could not be written", "envelope_id", id, "error", unwritten)
		return err
	}
	return nil
}

// write sends one ack as one frame: the buffer holds the largest. A connection that does not take it is mute from then on:
// the library refuses every further write.
func (c *conn) write(raw []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return fmt.Errorf("set deadline of ack: %w", err)
	}
	if err := c.ws.WriteMessage(websocket.TextMessage, raw); err != nil {
		err = fmt.Errorf("write ack: %w", err)
		c.failed(err)
		c.muted.Do(func() { close(c.mute) })
		return err
	}
	return nil
}

// elsewhereLook is how often a connection is looked for that can carry an ack.
const elsewhereLook = 5 * time.Millisecond

// ackElsewhere acks by any open connection, or by the next one that opens before ctx ends.
func (s *Pool) ackElsewhere(ctx context.Context, ack []byte) error {
	for {
		other, waiting := s.another()
		if other != nil && other.write(ack) == nil {
			return nil
		}
		if !waiting || !pause(ctx, elsewhereLook) {
			return errConnOver
		}
	}
}

// another gives a connection that can carry an ack. waiting tells whether one may still come.
func (s *Pool) another() (c *conn, waiting bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		if c.canAck() {
			return c, true
		}
	}
	return nil, !s.draining
}
