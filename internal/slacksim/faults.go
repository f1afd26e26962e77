package slacksim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kinds of faults. Those of the Web API and of response URLs come first, those of sockets after.
const (
	// FaultStatus answers an HTTP status without doing anything; FaultStatusAfter does it first.
	FaultStatus      = "status"
	FaultStatusAfter = "status_after"
	// FaultRateLimited answers 429 with Retry-After.
	FaultRateLimited = "ratelimited"
	// FaultDelay waits and then goes on; also for socket.deliver.
	FaultDelay = "delay"
	// FaultHang never answers; FaultHangAfter does it first and then never answers.
	FaultHang      = "hang"
	FaultHangAfter = "hang_after"
	// FaultCutBefore cuts the connection before anything is done, FaultCutAfter when all is done but not answered.
	FaultCutBefore = "cut_before"
	FaultCutAfter  = "cut_after"
	// FaultError answers ok false with the code in Error.
	FaultError = "error"

	// FaultLose swallows an envelope or an ack.
	FaultLose = "lose"
	// FaultDrop cuts the socket instead of delivering the envelope or taking the ack.
	FaultDrop = "drop"
	// FaultDuplicate delivers an envelope twice, on two sockets where there are two.
	FaultDuplicate = "duplicate"
)

// Fault is a rule for failing on purpose.
type Fault struct {
	ID int `json:"id"`
	// Method is the beginning of a method's name, response_url, or one of socket.handshake, socket.deliver and
	// socket.ack. Empty stands for every method and response_url.
	Method string `json:"method"`
	Kind   string `json:"kind"`
	// Count is how often it is played; 0 is without end.
	Count int `json:"count"`
	// Probability is that of each chance; 0 is always.
	Probability float64 `json:"probability"`
	Status      int     `json:"status"`
	RetryAfter  int     `json:"retry_after"`
	DelayMS     int     `json:"delay_ms"`
	Error       string  `json:"error"`
	// Hits is how often it was played.
	Hits int `json:"hits"`
}

// Delay is the fault's waiting time.
func (f Fault) Delay() time.Duration { return time.Duration(f.DelayMS) * time.Millisecond }

func (f Fault) validate() error {
	web := []string{FaultStatus, FaultStatusAfter, FaultRateLimited, FaultDelay, FaultHang, FaultHangAfter, FaultCutBefore, FaultCutAfter,
		FaultError}
	kinds := map[string][]string{
		"socket.handshake": {FaultStatus, FaultDelay, FaultHang, FaultCutBefore},
		"socket.deliver":   {FaultLose, FaultDrop, FaultDelay, FaultDuplicate},
		"socket.ack":       {FaultLose, FaultDrop},
	}
	allowed, socket := kinds[f.Method]
	if !socket {
		allowed = web
	}
	switch {
	case !slices.Contains(allowed, f.Kind):
		return fmt.Errorf("fault for %q: kind %q is none of %v", f.Method, f.Kind, allowed)
	case (f.Kind == FaultStatus || f.Kind == FaultStatusAfter) && (f.Status < 400 || f.Status > 599):
		return fmt.Errorf("fault %s: status %d is none between 400 and 599", f.Kind, f.Status)
	case f.Kind == FaultError && f.Error == "":
		return fmt.Errorf("fault error: no error code")
	case f.Probability < 0 || f.Probability > 1 || f.Count < 0 || f.DelayMS < 0:
		return fmt.Errorf("fault %s: probability, count or delay out of range", f.Kind)
	}
	return nil
}

// AddFault plays the fault from now on and returns its id.
func (s *Sim) AddFault(f Fault) (int, error) {
	if err := f.validate(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) >= maxFaults {
		return 0, fmt.Errorf("add fault: more than %d", maxFaults)
	}
	s.nextFault++
	f.ID, f.Hits = s.nextFault, 0
	s.faults = append(s.faults, &f)
	s.note(Notice{Kind: "fault", Method: f.Method, Detail: f.Kind})
	return f.ID, nil
}

// RemoveFault ends one fault, or all of them if the id is 0.
func (s *Sim) RemoveFault(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = slices.DeleteFunc(s.faults, func(f *Fault) bool { return id == 0 || f.ID == id })
	s.note(Notice{Kind: "fault"})
}

// Faults gives the rules, those that are used up too.
func (s *Sim) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Fault, 0, len(s.faults))
	for _, f := range s.faults {
		out = append(out, *f)
	}
	return out
}

// fault finds what is to be played for a call; it takes the lock.
func (s *Sim) fault(name string) *played {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.choose(name)
}

// choose finds the first rule that applies, nil for none.
func (s *Sim) choose(name string) *played {
	for _, f := range s.faults {
		if !f.appliesTo(name) || (f.Count > 0 && f.Hits >= f.Count) {
			continue
		}
		if f.Probability > 0 && s.rnd.Float64() >= f.Probability {
			continue
		}
		f.Hits++
		return &played{rule: *f}
	}
	return nil
}

func (f *Fault) appliesTo(name string) bool {
	if strings.HasPrefix(name, "socket.") {
		return f.Method == name
	}
	return strings.HasPrefix(name, f.Method)
}
