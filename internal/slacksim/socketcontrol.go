package slacksim

import (
	"slices"
	"time"
)

// Socket is an open Socket Mode connection.
type Socket struct {
	ID     int       `json:"id"`
	Opened time.Time `json:"opened"`
}

// Sockets gives the open connections, oldest first.
func (s *Sim) Sockets() []Socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Socket, 0, len(s.sockets))
	for _, so := range s.sockets {
		out = append(out, Socket{ID: so.id, Opened: so.opened})
	}
	return out
}

// DropSockets cuts the n oldest connections without a word, all of them if n is 0 or less. It returns how many.
func (s *Sim) DropSockets(n int) int {
	s.mu.Lock()
	victims := slices.Clone(s.sockets)
	if n > 0 && n < len(victims) {
		victims = victims[:n]
	}
	s.mu.Unlock()
	for _, so := range victims {
		so.cut()
	}
	return len(victims)
}

// Disconnect sends `disconnect` with the reason to the n oldest connections, to all of them if n is 0 or less.
// `warning` alone leaves them open; every other reason is followed by a close frame.
func (s *Sim) Disconnect(reason string, n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	victims := slices.Clone(s.sockets)
	if n > 0 && n < len(victims) {
		victims = victims[:n]
	}
	for _, so := range victims {
		if reason == "warning" {
			so.push(disconnectFrame(reason))
		} else {
			s.dismiss(so, reason)
		}
	}
	return len(victims)
}

// Refresh treats the n oldest connections as old: `warning`, then `refresh_requested` after Options.RefreshWarning, then
// the close frame.
func (s *Sim) Refresh(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	victims := slices.Clone(s.sockets)
	if n > 0 && n < len(victims) {
		victims = victims[:n]
	}
	for _, so := range victims {
		s.refresh(so)
	}
	return len(victims)
}
