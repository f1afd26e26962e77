package iiqsim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// FaultKind names what goes wrong with a call.
type FaultKind string

// Kinds of faults. All but FaultDelay, FaultTruncate, FaultLetters and FaultOvertaken leave the call without its effect, unless
// Fault.AfterEffect is set.
const (
	// FaultStatus answers Fault.Status with Fault.Body, and Retry-After where Fault.RetryAfter is set.
	FaultStatus FaultKind = "status"
	// FaultDelay waits Fault.DelayMillis, then goes on as if nothing were (other faults may follow).
	FaultDelay FaultKind = "delay"
	// FaultHang answers nothing until the client leaves.
	FaultHang FaultKind = "hang"
	// FaultCut closes the connection without an answer.
	FaultCut FaultKind = "cut"
	// FaultTruncate has the effect, sends half of the true answer and closes the connection.
	FaultTruncate FaultKind = "truncate"
	// FaultHTML is a page with status 200, as a login page or a proxy sends.
	FaultHTML FaultKind = "html"
	// FaultBomb is XML whose entities expand to gigabytes, and that points at a local file.
	FaultBomb FaultKind = "bomb"
	// FaultHuge streams Fault.Size bytes (1 GB by default) of well-begun XML or JSON.
	FaultHuge FaultKind = "huge"
	// FaultWrongTypes is a well-formed answer with numbers, lists and objects where text belongs, and the reverse.
	FaultWrongTypes FaultKind = "wrong_types"
	// FaultLetters is the true answer as some writers put it: a byte order mark in front, and in XML each letter beyond
	// the first 65,536 as two references, to the halves of its UTF-16 pair.
	FaultLetters FaultKind = "letters"
	// FaultOvertaken lets somebody else decide the item in the web pages, just before the write that it meets is looked at. The answer
	// is the true one.
	FaultOvertaken FaultKind = "overtaken"
)

// Bodies of FaultStatus.
const (
	BodyHTML  = "html"
	BodyEmpty = "empty"
	BodyJSON  = "json"
)

// Fault is a rule: which calls it meets, how often, and what it does to them.
type Fault struct {
	// ID is given by AddFault.
	ID   int       `json:"id"`
	Kind FaultKind `json:"kind"`
	// Method is one HTTP method; Path a prefix below the context root, or below the plugin's base
	// ("/object/WorkItem"). Empty ones match all.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	// Probability is the chance of each matching call, from 0 to 1; 0 is always. Skip lets that many matching calls
	// through first; Count is how often the rule strikes in all, 0 for without end.
	Probability float64 `json:"probability,omitempty"`
	Skip        int     `json:"skip,omitempty"`
	Count       int     `json:"count,omitempty"`
	// AfterEffect does what was asked first: only the answer is lost.
	AfterEffect bool `json:"after_effect,omitempty"`

	Status      int    `json:"status,omitempty"`
	Body        string `json:"body,omitempty"`
	RetryAfter  int    `json:"retry_after,omitempty"`
	DelayMillis int    `json:"delay_ms,omitempty"`
	Size        int64  `json:"size,omitempty"`
	// Fired is how often the rule has struck.
	Fired int `json:"fired"`
}

// faultsKept bounds the list of rules.
const faultsKept = 1000

func (f Fault) check() error {
	kinds := []FaultKind{FaultStatus, FaultDelay, FaultHang, FaultCut, FaultTruncate, FaultHTML, FaultBomb, FaultHuge, FaultWrongTypes,
		FaultLetters, FaultOvertaken}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("add fault: unknown kind %q", f.Kind)
	case f.Kind == FaultStatus && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("add fault: status %d", f.Status)
	case !slices.Contains([]string{"", BodyHTML, BodyEmpty, BodyJSON}, f.Body):
		return fmt.Errorf("add fault: unknown body %q", f.Body)
	case f.Probability < 0 || f.Probability > 1:
		return fmt.Errorf("add fault: probability %v", f.Probability)
	case f.Skip < 0 || f.Count < 0 || f.DelayMillis < 0 || f.Size < 0 || f.RetryAfter < 0:
		return fmt.Errorf("add fault: a negative number")
	}
	return nil
}

// faults are the rules in force.
type faults struct {
	mu    sync.Mutex
	rng   *rand.Rand
	rules []*Fault
	seen  map[int]int
	next  int
}

func newFaults(seed uint64) *faults {
	return &faults{rng: rand.New(rand.NewPCG(seed, 0xfa17)), seen: map[int]int{}}
}

// AddFault adds a rule behind the others and gives its id.
func (s *Sim) AddFault(f Fault) (id int, err error) {
	if err := f.check(); err != nil {
		return 0, err
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if len(s.faults.rules) >= faultsKept {
		return 0, fmt.Errorf("add fault: %d rules are enough", faultsKept)
	}
	s.faults.next++
	f.ID, f.Fired = s.faults.next, 0
	s.faults.rules = append(s.faults.rules, &f)
	return f.ID, nil
}

// RemoveFault takes a rule away; one that is not there is no matter.
func (s *Sim) RemoveFault(id int) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.rules = slices.DeleteFunc(s.faults.rules, func(f *Fault) bool { return f.ID == id })
	delete(s.faults.seen, id)
}

// ClearFaults takes every rule away.
func (s *Sim) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.rules = nil
	clear(s.faults.seen)
}

// Faults gives the rules with how often each has struck.
func (s *Sim) Faults() []Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	out := make([]Fault, 0, len(s.faults.rules))
	for _, f := range s.faults.rules {
		out = append(out, *f)
	}
	return out
}

// struck is what a call meets: a wait, and at most one other fault.
type struck struct {
	delay time.Duration
	fault *Fault
}

// pick throws the dice of each rule in turn; delays add up, the first other fault ends the search.
func (f *faults) pick(method string, paths []string) struck {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out struck
	for _, rule := range f.rules {
		if !rule.matches(method, paths) || !f.strikes(rule) {
			continue
		}
		if rule.Kind == FaultDelay {
			out.delay += time.Duration(rule.DelayMillis) * time.Millisecond
			continue
		}
		hit := *rule
		out.fault = &hit
		break
	}
	return out
}

func (f *Fault) matches(method string, paths []string) bool {
	return (f.Method == "" || f.Method == method) &&
		slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(p, f.Path) })
}

func (f *faults) strikes(rule *Fault) bool {
	if rule.Count > 0 && rule.Fired >= rule.Count {
		return false
	}
	if f.seen[rule.ID]++; f.seen[rule.ID] <= rule.Skip {
		return false
	}
	if rule.Probability > 0 && f.rng.Float64() >= rule.Probability {
		return false
	}
	rule.Fired++
	return true
}
