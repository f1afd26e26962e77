package iiqsim

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"
)

// Oddities are the names under which Stats counts what was strange and no fault of a call.
const (
	OddStamps    = "stamps set by hand"
	OddComment   = "comments kept otherwise than written"
	OddSummary   = "summaries told late"
	OddCompleter = "decisions told of another completer"
	OddOvertaken = "writes that somebody else was before"
)

// OvertakenComment is what somebody writes who decides in the web pages just before a write: FaultOvertaken.
const OvertakenComment = "Decided in the web pages, just before."

// Overtaking is a decision in the web pages that came just before a write.
type Overtaking struct {
	// Wall is when, without the skew of the simulator's clock.
	Wall   time.Time
	ItemID string
	// By is who decided, as shown to people; State is Finished or Rejected.
	By    string
	State string
}

// oddness is what the simulator does strangely until it is told otherwise.
type oddness struct {
	// late is for how long the summary of an item that ends now is not told.
	late atomic.Int64
	// The mutex of Sim guards what follows.
	rng        *rand.Rand
	overtaken  []Overtaking
	unreleased bool
}

// Restamp sets the dates of an open item, in epoch milliseconds, as they were written by a server whose clock was wrong, or as
// somebody put them right. A modified of 0 is an item that was never changed.
func (s *Sim) Restamp(id string, created, modified int64) error {
	return s.withOpenItem(id, func(w *WorkItem) error {
		w.Created, w.Modified = created, modified
		s.store.items.put(w)
		s.stats.odd(OddStamps)
		s.emitItem(EventItemChanged, w, "", w.State, "stamps")
		return nil
	})
}

// SetSummariesLate makes the identity request of each item that ends from now on tell of it only d later, by the clock without its
// skew; 0 ends that for items that end from then on.
func (s *Sim) SetSummariesLate(d time.Duration) { s.odd.late.Store(int64(d)) }

// TellSummaries makes every identity request tell now what it holds back.
func (s *Sim) TellSummaries() {
	s.odd.late.Store(0)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.store.requests.ids {
		for i := range q.Summaries {
			q.Summaries[i].told = time.Time{}
		}
	}
	s.odd.unreleased = false
}

// toldLater gives when a summary that is written now is told; it wants the mutex.
func (s *Sim) toldLater() time.Time {
	late := time.Duration(s.odd.late.Load())
	if late <= 0 {
		return time.Time{}
	}
	s.odd.unreleased = true
	s.stats.odd(OddSummary)
	return s.opts.Clock().Add(late)
}

// Overtakings are the decisions by FaultOvertaken so far, the oldest first, as many as the ledger keeps writes.
func (s *Sim) Overtakings() []Overtaking {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Overtaking(nil), s.odd.overtaken...)
}

// overtake lets somebody else than the approver decide an open item in the web pages; it wants the mutex.
func (s *Sim) overtake(id, approver string) {
	w, err := s.store.openItem(id)
	if err != nil || w.Type != TypeApproval || w.NeedsSignature() {
		return
	}
	by := s.somebodyElse(approver)
	if by == nil {
		return
	}
	state := StateFinished
	if s.odd.rng.IntN(2) == 0 {
		state = StateRejected
	}
	s.endItem(w, ending{state: state, by: by, comment: OvertakenComment})
	s.stats.odd(OddOvertaken)
	s.odd.overtaken = append(s.odd.overtaken, Overtaking{Wall: s.opts.Clock(), ItemID: id, By: by.Shown(), State: state})
	if len(s.odd.overtaken) > s.opts.LedgerLimit {
		s.odd.overtaken = s.odd.overtaken[1:]
	}
}

// somebodyElse is an active person by chance, nil where there is none but the one.
func (s *Sim) somebodyElse(than string) *Identity {
	all := s.store.identities.ids
	for from, n := s.odd.rng.IntN(max(1, len(all))), 0; n < len(all); n++ {
		if i := all[(from+n)%len(all)]; !i.Workgroup && !i.Inactive && i.ID != than {
			return i
		}
	}
	return nil
}

// names reports whether a completer means this person.
func (i *Identity) names(completer string) bool {
	return completer == i.ID || completer == i.Name || completer == i.Shown()
}

// tellOtherwise notes with a write what IdentityIQ makes of it: the comment that is kept, and another completer.
func (s *Sim) tellOtherwise(write *Write, by *Identity) {
	write.Kept = s.kept(write.Comment)
	for _, one := range []struct {
		told string
		note *string
	}{{s.settings.Completer, &write.Completer}, {s.settings.AnswerCompleter, &write.AnswerCompleter}} {
		if one.told != "" && !by.names(one.told) {
			*one.note = one.told
		}
	}
	if write.Kept != write.Comment {
		s.stats.odd(OddComment)
	}
	if write.Completer != "" || write.AnswerCompleter != "" {
		s.stats.odd(OddCompleter)
	}
}

// ChangeSettings changes some of the shapes of answers and leaves the others, from the next call on.
func (s *Sim) ChangeSettings(change func(*Settings)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	set := s.settings
	change(&set)
	set = set.withDefaults()
	if err := set.check(); err != nil {
		return err
	}
	s.settings = set
	return nil
}

// routeOddities: stamps, summaries-late.
func (s *Sim) routeOddities(mux *http.ServeMux) {
	do(mux, "PUT /_sim/items/{id}/stamps", func(r *http.Request, in struct {
		Created  int64 `json:"created"`
		Modified int64 `json:"modified"`
	}) error {
		return s.Restamp(r.PathValue("id"), in.Created, in.Modified)
	})
	do(mux, "PUT /_sim/summaries-late", func(_ *http.Request, in struct {
		Millis int64 `json:"late_ms"`
	}) error {
		if in.Millis < 0 {
			return fmt.Errorf("make summaries late: %d ms", in.Millis)
		}
		s.SetSummariesLate(time.Duration(in.Millis) * time.Millisecond)
		return nil
	})
	do(mux, "POST /_sim/summaries-late/tell", func(*http.Request, nothing) error { s.TellSummaries(); return nil })
}
