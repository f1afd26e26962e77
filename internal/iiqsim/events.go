package iiqsim

import (
	"sync"
	"time"
)

// EventKind names what happened.
type EventKind string

// Kinds of events.
const (
	EventItemCreated     EventKind = "item.created"
	EventItemChanged     EventKind = "item.changed"
	EventItemForwarded   EventKind = "item.forwarded"
	EventItemClosed      EventKind = "item.closed"
	EventItemDeleted     EventKind = "item.deleted"
	EventItemReopened    EventKind = "item.reopened"
	EventIdentityChanged EventKind = "identity.changed"
	EventReviewChanged   EventKind = "review.changed"
	EventWriteAccepted   EventKind = "write.accepted"
	EventWriteRefused    EventKind = "write.refused"
)

// Event is something that happened inside the simulated IdentityIQ.
type Event struct {
	Seq   int       `json:"seq"`
	At    time.Time `json:"at"`
	Kind  EventKind `json:"kind"`
	Class string    `json:"class"`
	ID    string    `json:"id"`
	// Number is a work item's zero-padded name, or the name of an identity or access review.
	Number string `json:"number,omitempty"`
	// By is who did it, as shown to people; State is the state after it; Detail is a reason or the new owner.
	By     string `json:"by,omitempty"`
	State  string `json:"state,omitempty"`
	Detail string `json:"detail,omitempty"`
	// Dropped is how many events this subscriber lost just before this one.
	Dropped int `json:"dropped,omitempty"`
}

// eventsKept is how many events a slow subscriber may be behind before it loses the oldest.
const eventsKept = 256

// broadcast hands events to every subscriber without ever waiting for one.
type broadcast struct {
	mu     sync.Mutex
	seq    int
	closed bool
	subs   map[*subscriber]bool
}

type subscriber struct {
	out     chan Event
	dropped int
}

// Subscribe gives every event from now on, until cancel or Close closes the channel. A subscriber that is more than 256
// events behind loses the oldest; the next event says how many.
func (s *Sim) Subscribe() (events <-chan Event, cancel func()) {
	sub := &subscriber{out: make(chan Event, eventsKept)}
	b := &s.events
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		close(sub.out)
		return sub.out, func() {}
	}
	if b.subs == nil {
		b.subs = map[*subscriber]bool{}
	}
	b.subs[sub] = true
	return sub.out, func() { b.drop(sub) }
}

func (b *broadcast) drop(sub *subscriber) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs[sub] {
		delete(b.subs, sub)
		close(sub.out)
	}
}

func (b *broadcast) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for sub := range b.subs {
		delete(b.subs, sub)
		close(sub.out)
	}
}

func (b *broadcast) send(e Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seq++
	e.Seq = b.seq
	for sub := range b.subs {
		sub.offer(e)
	}
}

// offer drops from the front until the event fits; what is dropped adds its own count of lost events.
func (s *subscriber) offer(e Event) {
	for {
		e.Dropped = s.dropped
		select {
		case s.out <- e:
			s.dropped = 0
			return
		default:
		}
		select {
		case old := <-s.out:
			s.dropped += 1 + old.Dropped
		default:
		}
	}
}
