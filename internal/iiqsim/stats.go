package iiqsim

import (
	"maps"
	"sync"
)

// Stats is what has been asked of the simulator so far.
type Stats struct {
	// Requests counts calls per endpoint, for example "GET /object/WorkItem/{id}"; unknown ones are "other".
	Requests map[string]int `json:"requests"`
	// Statuses counts answers by HTTP status; a connection that a fault cut before any answer counts as 200.
	Statuses map[int]int `json:"statuses"`
	// InFlight and Peak are the calls being served now, and the most at once.
	InFlight int `json:"in_flight"`
	Peak     int `json:"peak"`
	// BytesOut is the size of all bodies.
	BytesOut     int64 `json:"bytes_out"`
	TokensIssued int   `json:"tokens_issued"`
	// Oddities counts what was strange and no fault of a call: OddStamps and the others.
	Oddities map[string]int `json:"oddities"`
}

type stats struct {
	mu  sync.Mutex
	now Stats
}

func newStats() *stats {
	return &stats{now: Stats{Requests: map[string]int{}, Statuses: map[int]int{}, Oddities: map[string]int{}}}
}

func (t *stats) begin(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.Requests[name]++
	t.now.InFlight++
	t.now.Peak = max(t.now.Peak, t.now.InFlight)
}

func (t *stats) end(status int, bytes int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.InFlight--
	t.now.Statuses[status]++
	t.now.BytesOut += bytes
}

// odd counts an oddity.
func (t *stats) odd(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.Oddities[what]++
}

// Stats gives the counts so far.
func (s *Sim) Stats() Stats {
	s.mu.Lock()
	issued := s.tokens.issued
	s.mu.Unlock()
	s.stats.mu.Lock()
	defer s.stats.mu.Unlock()
	out := s.stats.now
	out.Requests, out.Statuses, out.Oddities = maps.Clone(out.Requests), maps.Clone(out.Statuses), maps.Clone(out.Oddities)
	out.TokensIssued = issued
	return out
}

// Requests gives the calls per endpoint so far.
func (s *Sim) Requests() map[string]int { return s.Stats().Requests }

// ResetStats starts the counts of calls again; calls in flight stay counted.
func (s *Sim) ResetStats() {
	s.mu.Lock()
	s.tokens.issued = 0
	s.mu.Unlock()
	s.stats.mu.Lock()
	defer s.stats.mu.Unlock()
	in := s.stats.now.InFlight
	s.stats.now = newStats().now
	s.stats.now.InFlight, s.stats.now.Peak = in, in
}
