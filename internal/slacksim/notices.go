package slacksim

import (
	"context"
	"fmt"
	"time"
)

// Notice tells of one change. Fields that do not belong to its kind are empty.
type Notice struct {
	Seq uint64    `json:"seq"`
	At  time.Time `json:"at"`
	// Kind is one of message_posted message_updated message_deleted ephemeral view_opened view_updated view_closed
	// home_published call envelope_sent envelope_acked envelope_unacked event_given_up socket_open socket_closed user
	// channel switches fault clock.
	Kind    string `json:"kind"`
	Channel string `json:"channel,omitempty"`
	TS      string `json:"ts,omitempty"`
	User    string `json:"user,omitempty"`
	Method  string `json:"method,omitempty"`
	// Detail is an error code, a disconnect reason, an envelope's type or a view's id.
	Detail string `json:"detail,omitempty"`
	// Took is how long a call or an ack took.
	Took time.Duration `json:"took,omitempty"`
}

type notices struct {
	seq         uint64
	changed     chan struct{}
	subscribers map[int]chan Notice
	next        int
}

func (s *Sim) note(n Notice) {
	s.notices.seq++
	n.Seq, n.At = s.notices.seq, s.stamp()
	close(s.notices.changed)
	s.notices.changed = make(chan struct{})
	for _, ch := range s.notices.subscribers {
		select {
		case ch <- n:
		default:
			s.stats.NoticesLost++
		}
	}
}

// Changed gives a channel that is closed at the next change of anything.
func (s *Sim) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.notices.changed
}

// Seq is the number of the latest change.
func (s *Sim) Seq() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.notices.seq
}

// WaitFor returns as soon as the condition holds; it is asked again after each change. The error is the context's.
// The condition may call any method of Sim.
func (s *Sim) WaitFor(ctx context.Context, holds func() bool) error {
	for {
		changed := s.Changed()
		if holds() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("wait for the workspace: %w", ctx.Err())
		}
	}
}

// Subscribe hands out every change from now on, until cancel is called, which closes the channel. A subscriber that
// reads too slowly loses changes. Stats counts the loss, and Seq shows it as a gap.
func (s *Sim) Subscribe(buffer int) (changes <-chan Notice, cancel func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.notices.subscribers) >= maxSubscribers {
		return nil, nil, fmt.Errorf("subscribe: more than %d subscribers", maxSubscribers)
	}
	id := s.notices.next
	s.notices.next++
	ch := make(chan Notice, max(1, buffer))
	s.notices.subscribers[id] = ch
	return ch, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, there := s.notices.subscribers[id]; there {
			delete(s.notices.subscribers, id)
			close(ch)
		}
	}, nil
}
