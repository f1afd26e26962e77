package iiqsim

import (
	"fmt"
	"time"
)

// ItemSpec asks for a work item. Owner, Requester, Target and Assignee are identities by id or name.
type ItemSpec struct {
	// Template fills in what is left empty; see Template.
	Template Template `json:"template,omitempty"`
	// LineCount is how many lines the template makes where it makes several.
	LineCount int    `json:"line_count,omitempty"`
	Owner     string `json:"owner"`
	Requester string `json:"requester,omitempty"`
	Target    string `json:"target,omitempty"`
	Assignee  string `json:"assignee,omitempty"`
	// Justification goes onto every line that has none of its own.
	Justification string `json:"justification,omitempty"`
	// DueInMillis sets the expiration that long after the creation; negative is in the past.
	DueInMillis int64 `json:"due_in_ms,omitempty"`
	// BeginsInMillis and EndsInMillis set begin and end of the access of every line that has none, that long after the creation.
	BeginsInMillis int64 `json:"begins_in_ms,omitempty"`
	EndsInMillis   int64 `json:"ends_in_ms,omitempty"`
	// Request joins an identity request by its name; empty makes a new one for an Approval, NoRequest none.
	Request   string `json:"request,omitempty"`
	NoRequest bool   `json:"no_request,omitempty"`
	// AnyEnds makes the request end with the first decision on any of its items.
	AnyEnds bool `json:"any_ends,omitempty"`
	// Item gives further fields as they are; ids of parties in it are overwritten by the fields above.
	Item WorkItem `json:"item"`
}

// AddWorkItem makes a work item, and its identity request where it has one.
func (s *Sim) AddWorkItem(spec ItemSpec) (WorkItem, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, err := s.buildItem(spec)
	if err != nil {
		return WorkItem{}, err
	}
	s.store.items.put(w)
	s.emitItem(EventItemCreated, w, s.store.shownOf(w.RequesterID), w.State, s.store.shownOf(w.OwnerID))
	return w.copied(), nil
}

// AddMany makes work items without events, fast enough for 100,000.
func (s *Sim) AddMany(specs []ItemSpec) ([]WorkItem, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.items.beginBulk()
	defer s.store.items.endBulk()
	s.store.requests.beginBulk()
	defer s.store.requests.endBulk()
	out := make([]WorkItem, 0, len(specs))
	for _, spec := range specs {
		w, err := s.buildItem(spec)
		if err != nil {
			return out, err
		}
		s.store.items.put(w)
		out = append(out, w.copied())
	}
	return out, nil
}

// buildItem makes an item and files its request; it wants the mutex.
func (s *Sim) buildItem(spec ItemSpec) (*WorkItem, error) {
	if err := spec.fill(s.store); err != nil {
		return nil, fmt.Errorf("add work item: %w", err)
	}
	w := spec.Item.copied()
	if err := s.setParties(&w, spec); err != nil {
		return nil, fmt.Errorf("add work item: %w", err)
	}
	w.ID = either(w.ID, s.store.newID())
	if _, taken := s.store.items.get(w.ID); taken {
		return nil, fmt.Errorf("add work item: id %q is taken", w.ID)
	}
	s.store.numbers.item++
	w.Name = either(w.Name, number10(s.store.numbers.item))
	w.Type, w.Level = either(w.Type, TypeApproval), either(w.Level, "Normal")
	w.Handler = either(w.Handler, "sailpoint.api.Workflower")
	w.Created = either(w.Created, s.nowMillis())
	if spec.DueInMillis != 0 {
		w.Expiration = w.Created + spec.DueInMillis
	}
	s.finishLines(&w, spec)
	return &w, s.joinRequest(&w, spec)
}

func (s *Sim) setParties(w *WorkItem, spec ItemSpec) error {
	owner, err := s.store.identity(spec.Owner)
	if err != nil {
		return err
	}
	// IdentityIQ itself gives what is for somebody who is away to whoever stands in.
	if last, no := s.lastOwner(owner.ID); no == nil && last != owner {
		w.OwnerHistory, owner = append(w.OwnerHistory, owner.Name), last
	}
	w.OwnerID = owner.ID
	requester, err := s.store.optionalIdentity(spec.Requester)
	if err != nil {
		return err
	}
	if requester != nil {
		w.RequesterID = requester.ID
	}
	assignee, err := s.store.optionalIdentity(spec.Assignee)
	if err != nil {
		return err
	}
	if assignee != nil {
		w.AssigneeID = assignee.ID
	}
	target, err := s.store.optionalIdentity(spec.Target)
	if target != nil {
		w.TargetID, w.TargetName, w.TargetShown = target.ID, target.Name, target.Shown()
	}
	return err
}

func (s *Sim) finishLines(w *WorkItem, spec ItemSpec) {
	dated := func(in int64) int64 {
		if in == 0 {
			return 0
		}
		return w.Created + in
	}
	for i := range w.Lines {
		l := &w.Lines[i]
		l.ID = either(l.ID, s.store.newID())
		l.Justification = either(l.Justification, spec.Justification)
		l.StartDate, l.EndDate = either(l.StartDate, dated(spec.BeginsInMillis)), either(l.EndDate, dated(spec.EndsInMillis))
	}
}

func (s *Sim) joinRequest(w *WorkItem, spec ItemSpec) error {
	if spec.NoRequest || spec.Request == "" && w.Type != TypeApproval {
		return nil
	}
	q, ok := s.store.request(spec.Request)
	if !ok && spec.Request != "" {
		return fmt.Errorf("find identity request %q: %w", spec.Request, ErrUnknown)
	}
	if !ok {
		q = s.newRequest(w)
	}
	q.AnyEnds = q.AnyEnds || spec.AnyEnds
	q.items = append(q.items, w.ID)
	w.IdentityRequest = q.Name
	return nil
}

func (s *Sim) newRequest(w *WorkItem) *IdentityRequest {
	s.store.numbers.request++
	q := &IdentityRequest{
		ID: s.store.newID(), Name: number10(s.store.numbers.request), Type: "AccessRequest", State: "Approve",
		Priority: w.Level, ExecutionStatus: "Executing", CompletionStatus: "Pending", Created: w.Created,
		RequesterID: w.RequesterID, RequesterShown: either(s.store.shownOf(w.RequesterID), w.RequesterName),
		TargetID: w.TargetID, TargetShown: w.TargetShown, Lines: w.Lines,
	}
	s.store.requests.put(q)
	return q
}

// Completion is a decision in IdentityIQ's own pages.
type Completion struct {
	// By is who decides, by id or name.
	By string `json:"by"`
	// State is Finished (approved) or Rejected (denied). Lines gives the lines a state each, for a mixed decision.
	State   string   `json:"state"`
	Lines   []string `json:"lines,omitempty"`
	Comment string   `json:"comment,omitempty"`
}

// Complete decides an open item as if somebody did it in IdentityIQ's pages.
func (s *Sim) Complete(id string, c Completion) error {
	return s.withOpenItem(id, func(w *WorkItem) error {
		by, err := s.store.identity(c.By)
		if err != nil {
			return err
		}
		if c.State != StateFinished && c.State != StateRejected {
			return fmt.Errorf("complete work item: unknown state %q", c.State)
		}
		s.endItem(w, ending{state: c.State, by: by, comment: c.Comment, lines: c.Lines})
		return nil
	})
}

// Approve completes an open item as approved in IdentityIQ's pages.
func (s *Sim) Approve(id, by, comment string) error {
	return s.Complete(id, Completion{By: by, State: StateFinished, Comment: comment})
}

// Deny completes an open item as denied in IdentityIQ's pages.
func (s *Sim) Deny(id, by, comment string) error {
	return s.Complete(id, Completion{By: by, State: StateRejected, Comment: comment})
}

// Forward gives an open item to another owner: same id, modified set.
func (s *Sim) Forward(id, newOwner string) error {
	return s.withOpenItem(id, func(w *WorkItem) error {
		owner, err := s.store.identity(newOwner)
		if err != nil {
			return err
		}
		if old := s.store.nameOf(w.OwnerID); old != "" {
			w.OwnerHistory = append(w.OwnerHistory, old)
		}
		w.OwnerID = owner.ID
		s.touch(w)
		s.emitItem(EventItemForwarded, w, "", w.State, owner.Shown())
		return nil
	})
}

// Expire closes an open item as expired: no decision, and a summary that says so.
func (s *Sim) Expire(id string) error { return s.endAs(id, StateExpired) }

// Cancel closes an open item as withdrawn.
func (s *Sim) Cancel(id string) error { return s.endAs(id, StateCanceled) }

// Return closes an open item as returned.
func (s *Sim) Return(id string) error { return s.endAs(id, StateReturned) }

func (s *Sim) endAs(id, state string) error {
	return s.withOpenItem(id, func(w *WorkItem) error {
		s.endItem(w, ending{state: state})
		return nil
	})
}

// DeleteWithoutTrace removes an open item and leaves no summary.
func (s *Sim) DeleteWithoutTrace(id string) error {
	return s.withOpenItem(id, func(w *WorkItem) error {
		s.vanish(w)
		return nil
	})
}

// UpdateItem changes an open item in place and sets its modified date.
func (s *Sim) UpdateItem(id string, change func(*WorkItem)) error {
	return s.withOpenItem(id, func(w *WorkItem) error {
		after := w.copied()
		change(&after)
		after.ID, after.Name, after.Created = w.ID, w.Name, w.Created
		*w = after
		s.touch(w)
		s.emitItem(EventItemChanged, w, "", w.State, "")
		return nil
	})
}

// Reopen brings a closed or deleted item back under its old id.
func (s *Sim) Reopen(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, ok := s.store.closed[id]
	if !ok {
		return fmt.Errorf("reopen work item %q: %w", id, ErrUnknown)
	}
	s.store.forgetClosed(id)
	delete(s.ledger.decided, id)
	*w = w.copied() // the lines in the summary keep their states
	w.State, w.Completer, w.Comments = "", "", ""
	for i := range w.Lines {
		w.Lines[i].State = ""
	}
	if q, found := s.store.request(w.IdentityRequest); found {
		q.State, q.ExecutionStatus, q.CompletionStatus = "Approve", "Executing", "Pending"
	}
	s.touch(w)
	s.emitItem(EventItemReopened, w, "", w.State, "")
	return nil
}

func (s *Sim) touch(w *WorkItem) {
	w.Modified = s.nowMillis()
	s.store.items.put(w)
}

func (s *Sim) withOpenItem(id string, do func(*WorkItem) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, err := s.store.openItem(id)
	if err != nil {
		return err
	}
	return do(w)
}

// DueIn is a spec's DueInMillis for a duration.
func DueIn(d time.Duration) int64 { return d.Milliseconds() }
