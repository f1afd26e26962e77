package slacksim

import (
	"encoding/json"
	"slices"
	"time"
)

// envelope is one payload on its way to the app.
type envelope struct {
	id      string
	kind    string
	payload map[string]any
	accepts bool
	sent    time.Time
	socket  int
	event   *pendingEvent
	// done is closed when it was acked, or when its time is over.
	done     chan struct{}
	finished bool
	acked    bool
	took     time.Duration
	answer   json.RawMessage
	// onEnd is called once, with the lock held, when the envelope is acked or its time is over.
	onEnd func(*envelope)
}

type envelopes struct {
	byID    map[string]*envelope
	order   []string
	pending []*pendingEvent
}

func (s *Sim) newEnvelope(kind string, payload map[string]any, accepts bool) *envelope {
	e := &envelope{id: s.newUUID(), kind: kind, payload: payload, accepts: accepts, done: make(chan struct{})}
	s.env.byID[e.id] = e
	s.env.order = append(s.env.order, e.id)
	if len(s.env.order) > maxEnvelopes {
		delete(s.env.byID, s.env.order[0])
		s.env.order = slices.Delete(s.env.order, 0, 1)
	}
	return e
}

func (e *envelope) frame() map[string]any {
	f := map[string]any{"envelope_id": e.id, "type": e.kind, "accepts_response_payload": e.accepts, "payload": e.payload}
	if e.event != nil {
		f["retry_attempt"], f["retry_reason"] = e.event.attempt, e.event.reason
	}
	return f
}

// send gives the envelope to one of the open sockets; no pattern is promised. It tells whether there was one.
func (s *Sim) send(e *envelope) bool {
	s.stats.Envelopes++
	e.sent = s.now()
	if len(s.sockets) == 0 {
		return false
	}
	at := s.rnd.IntN(len(s.sockets))
	so := s.sockets[at]
	e.socket = so.id
	s.after(s.opts.AckDeadline, func() { s.expire(e) })
	s.note(Notice{Kind: "envelope_sent", Detail: e.kind})
	s.carry(e, so, s.sockets[(at+1)%len(s.sockets)])
	return true
}

// carry sends it, unless a fault says otherwise.
func (s *Sim) carry(e *envelope, so, other *socket) {
	f := s.choose("socket.deliver")
	switch f.kind() {
	case FaultLose:
		return
	case FaultDrop:
		so.cut()
		return
	case FaultDelay:
		time.AfterFunc(f.rule.Delay(), func() { so.push(e.frame()) })
		return
	case FaultDuplicate:
		other.push(e.frame())
	}
	so.push(e.frame())
}

// takeFrame reads what the app sent over a socket: acks, and nothing else.
func (s *Sim) takeFrame(so *socket, raw []byte) {
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if json.Unmarshal(raw, &ack) != nil || ack.EnvelopeID == "" {
		s.mu.Lock()
		s.stats.OddAcks++
		s.mu.Unlock()
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
	switch s.choose("socket.ack").kind() {
	case FaultLose:
		return
	case FaultDrop:
		so.cut()
		return
	}
	s.acknowledge(so, ack.EnvelopeID, ack.Payload)
}

func (s *Sim) acknowledge(so *socket, id string, answer json.RawMessage) {
	e := s.env.byID[id]
	switch {
	case e == nil || e.acked:
		s.stats.OddAcks++
		s.note(Notice{Kind: "envelope_acked", Detail: "odd"})
		return
	case e.socket != so.id:
		s.stats.CrossAcks++
		s.note(Notice{Kind: "envelope_acked", Detail: "on another socket"})
		if s.opts.StrictAck {
			return
		}
	}
	if e.finished {
		s.stats.LateAcks++
		s.note(Notice{Kind: "envelope_acked", Detail: "late"})
		return
	}
	e.acked, e.took = true, s.now().Sub(e.sent)
	if string(answer) != "{}" && string(answer) != "null" {
		e.answer = answer
	}
	s.stats.Acked++
	s.note(Notice{Kind: "envelope_acked", Detail: e.kind, Took: e.took})
	s.end(e)
}

func (s *Sim) expire(e *envelope) {
	if e.finished {
		return
	}
	s.stats.Unacked++
	s.note(Notice{Kind: "envelope_unacked", Detail: e.kind})
	s.end(e)
}

func (s *Sim) end(e *envelope) {
	e.finished = true
	if e.onEnd != nil {
		e.onEnd(e)
	}
	close(e.done)
	e.payload = nil
}
