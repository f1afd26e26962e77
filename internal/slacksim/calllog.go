package slacksim

import (
	"fmt"
	"slices"
	"time"
)

// Call is one request of the app as it was answered.
type Call struct {
	Seq    uint64        `json:"seq"`
	At     time.Time     `json:"at"`
	Method string        `json:"method"`
	Status int           `json:"status"`
	Error  string        `json:"error,omitempty"`
	Bytes  int           `json:"bytes"`
	Took   time.Duration `json:"took"`
	// Fault is the kind of the fault that was played, if one was.
	Fault string `json:"fault,omitempty"`
	// Arguments are the first characters of each, without the token.
	Arguments map[string]string `json:"arguments,omitempty"`
}

type callLog struct {
	seq  uint64
	ring []Call
}

// Stats counts since the workspace began.
type Stats struct {
	// Calls counts by method and HTTP status, such as "chat.update 200"; Errors by method and code.
	Calls       map[string]int `json:"calls"`
	Errors      map[string]int `json:"errors"`
	Bytes       int64          `json:"bytes"`
	RateLimited int            `json:"rate_limited"`

	Envelopes int `json:"envelopes"`
	Acked     int `json:"acked"`
	// Unacked envelopes ran into their deadline; LateAcks came after it; OddAcks named an envelope unknown or acked before.
	Unacked  int `json:"unacked"`
	LateAcks int `json:"late_acks"`
	OddAcks  int `json:"odd_acks"`
	// CrossAcks came on another socket than the envelope went out on.
	CrossAcks     int `json:"cross_acks"`
	EventsGivenUp int `json:"events_given_up"`
	EventsLost    int `json:"events_lost"`
	NoticesLost   int `json:"notices_lost"`
	SocketsOpened int `json:"sockets_opened"`
	Opens         int `json:"opens"`
}

func (st *Stats) init() { st.Calls, st.Errors = map[string]int{}, map[string]int{} }

// Stats gives the counts.
func (s *Sim) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.stats
	out.init()
	for k, v := range s.stats.Calls {
		out.Calls[k] = v
	}
	for k, v := range s.stats.Errors {
		out.Errors[k] = v
	}
	return out
}

// Calls gives the latest calls, oldest first, 2,000 at most.
func (s *Sim) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls.ring)
}

// CallsOf counts the calls of one method that were answered, whatever the answer; response_url counts as a method.
func (s *Sim) CallsOf(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for key, count := range s.stats.Calls {
		if len(key) > len(method) && key[:len(method)+1] == method+" " {
			n += count
		}
	}
	return n
}

func (s *Sim) record(c Call) {
	s.calls.seq++
	c.Seq, c.At = s.calls.seq, s.stamp()
	s.calls.ring = append(s.calls.ring, c)
	if len(s.calls.ring) > maxCalls {
		s.calls.ring = slices.Delete(s.calls.ring, 0, 1)
	}
	s.stats.Calls[fmt.Sprintf("%s %d", c.Method, c.Status)]++
	if c.Error != "" {
		s.stats.Errors[c.Method+" "+c.Error]++
	}
	if c.Status == 429 {
		s.stats.RateLimited++
	}
	s.stats.Bytes += int64(c.Bytes)
	s.note(Notice{Kind: "call", Method: c.Method, Detail: c.Error, Took: c.Took})
}

// shown cuts the arguments of a call to what the log keeps.
func (c *call) shown() map[string]string {
	out := make(map[string]string, len(c.args))
	for name := range c.args {
		value := c.text(name)
		if value == "" {
			value = string(c.json(name))
		}
		runes := []rune(value)
		if len(runes) > maxCallArgument {
			value = string(runes[:maxCallArgument]) + "…"
		}
		out[name] = value
	}
	return out
}
