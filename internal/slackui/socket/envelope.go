package socket

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// EnvelopeKind is Slack's word for what an envelope carries.
type EnvelopeKind string

// The kinds of https://docs.slack.dev/apis/events-api/using-socket-mode . Only events are certain to be delivered
// again.
const (
	KindEvent       EnvelopeKind = "events_api"
	KindCommand     EnvelopeKind = "slash_commands"
	KindInteraction EnvelopeKind = "interactive"
)

const (
	// maxAck leaves the rest of an ack's frame room below maxSent.
	maxAck = 16_384
	// ackBudget bounds how long an ack may wait for a connection that takes it.
	ackBudget = time.Second
)

// Envelope is one delivery by Socket Mode. It is acked at most once.
type Envelope struct {
	ID      string
	Kind    EnvelopeKind
	Payload json.RawMessage
	// Arrived is when it came by our clock. Every deadline counts from here.
	Arrived time.Time
	// Retry is above 0 when Slack says that it delivers the event again.
	Retry int

	send func(ctx context.Context, id string, payload any) error
	once sync.Once
	// Finish is called when nobody works on the envelope any more.
	Finish   func()
	finished sync.Once
}

// NewEnvelope makes an envelope whose ack goes through send; payload is nil for an ack without content.
func NewEnvelope(kind EnvelopeKind, id string, payload []byte, arrived time.Time,
	send func(ctx context.Context, id string, payload any) error) *Envelope {
	return &Envelope{ID: id, Kind: kind, Payload: payload, Arrived: arrived, send: send}
}

// Ack tells Slack that the envelope was taken; further calls do nothing. payload is nil, or what the kind allows,
// under 16 KB. A larger payload is an error, and the envelope is acked without it. The ack outlives ctx's end by up to
// a second, since a committed decision must be acked.
func (e *Envelope) Ack(ctx context.Context, payload any) error {
	var err error
	e.once.Do(func() { err = e.ack(ctx, payload) })
	return err
}

func (e *Envelope) ack(ctx context.Context, payload any) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackBudget)
	defer cancel()
	var tooLarge error
	if payload != nil {
		raw, err := json.Marshal(payload)
		if err != nil || len(raw) > maxAck {
			tooLarge = fmt.Errorf("ack with content: %d bytes are more than %d, or no JSON: %w", len(raw), maxAck, errAckContent)
			payload = nil
		}
	}
	if err := e.send(ctx, e.ID, payload); err != nil {
		return fmt.Errorf("send ack: %w", err)
	}
	return tooLarge
}

// Done says that the envelope is no longer in flight. Whoever takes an envelope calls it in the end.
func (e *Envelope) Done() {
	e.finished.Do(func() {
		if e.Finish != nil {
			e.Finish()
		}
	})
}
