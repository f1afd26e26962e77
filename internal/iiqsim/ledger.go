package iiqsim

import (
	"context"
	"slices"
	"time"
)

// Write is one attempt to decide something over the wire, accepted or refused.
type Write struct {
	Seq int       `json:"seq"`
	At  time.Time `json:"at"`
	// Wall is At without the skew of the simulator's clock.
	Wall time.Time `json:"-"`
	// Class is WorkItem or CertificationEntity; Number is the work item's zero-padded name.
	Class      string `json:"class"`
	ID         string `json:"id"`
	Number     string `json:"number,omitempty"`
	ApproverID string `json:"approver_id"`
	Approver   string `json:"approver,omitempty"`
	State      string `json:"state"`
	// Lines has what a decision said line by line, as ID=STATE with commas; State is then that of the item afterwards.
	Lines   string `json:"lines,omitempty"`
	Comment string `json:"comment"`
	// Kept is what IdentityIQ keeps of the comment of an accepted write. Completer is somebody else whom it names as the one who
	// decided, or Nobody, "" where it names the approver; AnswerCompleter is who the answer alone names.
	Kept            string `json:"kept,omitempty"`
	Completer       string `json:"completer,omitempty"`
	AnswerCompleter string `json:"answer_completer,omitempty"`
	Accepted        bool   `json:"accepted"`
	// Authority tells whether the approver owned the object, was in the group that did, or reviewed it, and was
	// active, at that moment. IdentityIQ does not look at it.
	Authority bool `json:"authority"`
	// Duplicate marks an attempt on an object that an earlier write had decided.
	Duplicate bool `json:"duplicate,omitempty"`
	// Status is the HTTP status that was answered, or would have been; Reason is why a write was refused.
	Status int    `json:"status"`
	Reason string `json:"reason,omitempty"`
	// Fault is the kind of a fault that kept the true answer from the caller, or FaultOvertaken.
	Fault FaultKind `json:"fault,omitempty"`
}

// ledger is every write so far, the newest limit of them.
type ledger struct {
	writes  []Write
	seq     int
	limit   int
	decided map[string]bool
}

func (l *ledger) add(w Write) Write {
	if l.decided == nil {
		l.decided = map[string]bool{}
	}
	l.seq++
	w.Seq = l.seq
	w.Duplicate = l.decided[w.ID]
	if w.Accepted {
		l.decided[w.ID] = true
	}
	if l.writes = append(l.writes, w); len(l.writes) > l.limit {
		delete(l.decided, l.writes[0].ID)
		l.writes = l.writes[1:]
	}
	return w
}

// Ledger gives every write so far, the oldest first.
func (s *Sim) Ledger() []Write {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ledger.writes)
}

// record notes a write and tells the subscribers; it wants the mutex.
func (s *Sim) record(ctx context.Context, w Write) {
	w.At, w.Wall = s.Now(), s.opts.Clock()
	w.Fault = faultOf(ctx)
	w.Approver = s.store.shownOf(w.ApproverID)
	w = s.ledger.add(w)
	kind := EventWriteRefused
	if w.Accepted {
		kind = EventWriteAccepted
	}
	s.events.send(Event{At: w.At, Kind: kind, Class: w.Class, ID: w.ID, Number: w.Number, By: w.Approver, State: w.State, Detail: w.Reason})
}
