package jobstest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// ErrAway is what an IIQ that is not there gives.
var ErrAway = fmt.Errorf("no answer: %w", approvals.ErrIIQAway)

// FakeIIQ is an IIQ with as much sense as the workers' interfaces need. Its steps are read, list, request, members, put
// (before the effect), answer (after it), changed, sweep and byid.
type FakeIIQ struct {
	*Steps
	mu sync.Mutex
	// Items are those that are open. Requests are identity requests by name, MembersOf the members of workgroups, one level deep.
	Items     map[string]approvals.WorkItem
	Requests  map[string]approvals.IdentityRequest
	MembersOf map[string][]approvals.Identity
	writes    []approvals.Write
	// Unreadable are the ids of items that are there and make no sense.
	Unreadable []string
	// Answer is what IIQ answers instead of the truth.
	Answer *approvals.WorkItem
	// Nobody: the list of identities is empty. Empty: work items, their requests and members are, and by id nothing answers.
	Nobody, Empty bool
	// EmptyForPeople: the members of who is no group are an empty list.
	EmptyForPeople bool
	// Stories are what requests tell of the ends of items in the place of the truth; nil is nothing.
	Stories map[string]*approvals.ApprovalSummary
	// Now is when decisions end, by IIQ's clock; zero is never told.
	Now time.Time
	// Ahead is how far IIQ's clock is ahead of the machine's; unlike it, zero is a day.
	Ahead time.Duration
}

// Clock is IIQ's own clock. The usual day keeps it beyond all stamps that tests give.
func (f *FakeIIQ) Clock() time.Time {
	if f.Ahead == 0 {
		return time.Now().Add(24 * time.Hour)
	}
	return time.Now().Add(f.Ahead)
}

// NewFakeIIQ makes an IIQ that is empty.
func NewFakeIIQ() *FakeIIQ {
	return &FakeIIQ{Steps: NewSteps(), Items: map[string]approvals.WorkItem{}, Requests: map[string]approvals.IdentityRequest{},
		MembersOf: map[string][]approvals.Identity{}}
}

// IdentitiesByID knows everybody; not while Nobody is set.
func (f *FakeIIQ) IdentitiesByID(ctx context.Context, ids []string) ([]approvals.Identity, error) {
	if err := f.Step(ctx, "identities"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Nobody {
		return nil, nil
	}
	found := make([]approvals.Identity, len(ids))
	for n, id := range ids {
		found[n] = approvals.Identity{ID: id}
	}
	return found, nil
}

// Put gives IIQ an item, or changes it.
func (f *FakeIIQ) Put(w approvals.WorkItem) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Items[w.ID] = w
}

// End takes an item away and keeps a summary of it; an empty state leaves no trace.
func (f *FakeIIQ) End(id string, s approvals.ApprovalSummary) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := f.Items[id]
	delete(f.Items, id)
	if story, told := f.Stories[id]; told {
		if s = (approvals.ApprovalSummary{}); story != nil {
			s = *story
		}
		f.Requests[w.RequestName] = approvals.IdentityRequest{Name: w.RequestName}
	}
	if s.State == "" {
		return
	}
	s.WorkItemID = id
	q := f.Requests[w.RequestName]
	q.Name = w.RequestName
	q.Summaries = append(q.Summaries, s)
	f.Requests[w.RequestName] = q
}

// WorkItem implements jobs.ItemReader.
func (f *FakeIIQ) WorkItem(ctx context.Context, id string) (approvals.WorkItem, error) {
	if err := f.Step(ctx, "read"); err != nil {
		return approvals.WorkItem{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w, ok := f.Items[id]
	if !ok || f.Empty {
		return w, approvals.ErrNoAnswerByID
	}
	return w, nil
}

// WorkItemListed implements jobs.ItemReader.
func (f *FakeIIQ) WorkItemListed(ctx context.Context, id string) (approvals.WorkItem, error) {
	if err := f.Step(ctx, "list"); err != nil {
		return approvals.WorkItem{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w, ok := f.Items[id]
	if !ok || f.Empty {
		return w, approvals.ErrNotListed
	}
	return w, nil
}

// IdentityRequest implements rounds.RequestReader.
func (f *FakeIIQ) IdentityRequest(ctx context.Context, name string) (approvals.IdentityRequest, error) {
	if err := f.Step(ctx, "request"); err != nil {
		return approvals.IdentityRequest{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	q, ok := f.Requests[name]
	if !ok || f.Empty {
		return q, approvals.ErrNotListed
	}
	return q, nil
}

// IdentityRequests leaves out those that are not there.
func (f *FakeIIQ) IdentityRequests(ctx context.Context, names []string) ([]approvals.IdentityRequest, error) {
	if err := f.Step(ctx, "requests"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []approvals.IdentityRequest
	for _, name := range names {
		if q, ok := f.Requests[name]; ok && !f.Empty {
			found = append(found, q)
		}
	}
	return found, nil
}

// Decide completes the item as IIQ does, believing whatever approver it is told.
func (f *FakeIIQ) Decide(ctx context.Context, w approvals.Write) (approvals.WorkItem, string, error) {
	if err := f.Step(ctx, "put"); err != nil {
		return approvals.WorkItem{}, "", err
	}
	if ctx.Err() != nil {
		return approvals.WorkItem{}, "", approvals.ErrIIQAway
	}
	f.mu.Lock()
	item, ok := f.Items[w.WorkItemID]
	answer := f.Answer
	if ok {
		f.writes = append(f.writes, w)
	}
	f.mu.Unlock()
	if !ok {
		return approvals.WorkItem{}, "", approvals.ErrOutcomeUnknown
	}
	end := approvals.ApprovalSummary{State: w.State, Completer: w.ApproverID + ".x", Comments: []string{w.Comment}, Ended: f.Now}
	if w.Lines != nil {
		end.State, end.Lines = linesAfter(item, w.Lines)
		item.Lines = end.Lines
	}
	f.End(w.WorkItemID, end)
	item.State = end.State
	if answer != nil {
		item = *answer
	}
	return item, "", f.Step(ctx, "answer")
}

// linesAfter gives the state of an item, and its lines with theirs, after they were decided one by one.
func linesAfter(item approvals.WorkItem, said approvals.LineDecisions) (approvals.ItemState, []approvals.ApprovalItem) {
	state, lines := approvals.StateRejected, slices.Clone(item.Lines)
	for n, l := range lines {
		if d, named := said.Of(l.ID); named && !l.Decided() {
			lines[n].State = d.Verdict.IIQState()
		}
		if lines[n].State == approvals.StateFinished {
			state = approvals.StateFinished
		}
	}
	return state, lines
}

// Members implements rounds.MemberReader.
func (f *FakeIIQ) Members(ctx context.Context, id string) ([]approvals.Identity, error) {
	if err := f.Step(ctx, "members"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.MembersOf[id]
	if !ok && !f.EmptyForPeople {
		return nil, approvals.ErrNotAWorkgroup
	}
	if f.Empty {
		return nil, nil
	}
	return m, nil
}

func (f *FakeIIQ) sorted() []approvals.WorkItem {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []approvals.WorkItem
	if f.Empty {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(f.Items)) {
		all = append(all, f.Items[id])
	}
	return all
}

// WorkItemsChangedSince implements rounds.ItemLister.
func (f *FakeIIQ) WorkItemsChangedSince(ctx context.Context, since time.Time, _ []approvals.ItemType,
	yield func([]approvals.WorkItem) error) error {
	for _, w := range f.sorted() {
		if err := f.Step(ctx, "changed"); err != nil {
			return err
		}
		if w.Created.Before(since) && w.Modified.Before(since) {
			continue
		}
		if err := yield([]approvals.WorkItem{w}); err != nil {
			return err
		}
	}
	return nil
}

// OpenWorkItemsAfter implements rounds.ItemLister.
func (f *FakeIIQ) OpenWorkItemsAfter(ctx context.Context, last string, limit int) ([]approvals.WorkItem, error) {
	if err := f.Step(ctx, "sweep"); err != nil {
		return nil, err
	}
	var page []approvals.WorkItem
	for _, w := range f.sorted() {
		if w.ID > last && len(page) < limit {
			page = append(page, w)
		}
	}
	return page, nil
}

// WorkItemsByID implements rounds.ItemLister.
func (f *FakeIIQ) WorkItemsByID(ctx context.Context, ids []string) (map[string]approvals.WorkItem, []string, error) {
	if err := f.Step(ctx, "byid"); err != nil {
		return nil, nil, err
	}
	found := map[string]approvals.WorkItem{}
	for _, w := range f.sorted() {
		if slices.Contains(ids, w.ID) {
			found[w.ID] = w
		}
	}
	return found, f.Unreadable, nil
}

// Written are the decisions that IIQ took, in order.
func (f *FakeIIQ) Written() []approvals.Write {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.writes)
}

// Spoken is a refusal with IIQ's own sentence.
type Spoken string

// Error implements error.
func (s Spoken) Error() string { return "IIQ said no" }

// Sentence is what the worker passes on.
func (s Spoken) Sentence() string { return string(s) }

// Unwrap makes it an approvals.ErrIIQRefused.
func (s Spoken) Unwrap() error { return approvals.ErrIIQRefused }
