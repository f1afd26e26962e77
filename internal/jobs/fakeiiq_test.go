package jobs_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

var errAway = fmt.Errorf("no answer: %w", approvals.ErrIIQAway)

// fakeIIQ is an IIQ with as much sense as the workers' interfaces need. Its steps are read, list, request, members, put
// (before the effect), answer (after it), changed, sweep and byid.
type fakeIIQ struct {
	*steps
	mu       sync.Mutex
	items    map[string]approvals.WorkItem
	requests map[string]approvals.IdentityRequest
	members  map[string][]approvals.Identity
	writes   []approvals.Write
	// unreadable are the ids of items that are there and make no sense.
	unreadable []string
	// answer is what IIQ answers instead of the truth.
	answer *approvals.WorkItem
	// nobody: the list of identities is empty. empty: work items, their requests and members are, and by id nothing answers.
	nobody, empty bool
	// emptyForPeople: the members of who is no group are an empty list.
	emptyForPeople bool
	// stories are what requests tell of the ends of items in the place of the truth; nil is nothing.
	stories map[string]*approvals.ApprovalSummary
	// now is when decisions end, by IIQ's clock; zero is never told.
	now time.Time
	// ahead is how far IIQ's clock is ahead of the machine's; unlike it, zero is a day.
	ahead time.Duration
}

// Clock is IIQ's own clock. The usual day keeps it beyond all stamps that tests give.
func (f *fakeIIQ) Clock() time.Time {
	if f.ahead == 0 {
		return time.Now().Add(24 * time.Hour)
	}
	return time.Now().Add(f.ahead)
}

func newFakeIIQ() *fakeIIQ {
	return &fakeIIQ{steps: newSteps(), items: map[string]approvals.WorkItem{}, requests: map[string]approvals.IdentityRequest{},
		members: map[string][]approvals.Identity{}}
}

// IdentitiesByID knows everybody; not while nobody is set.
func (f *fakeIIQ) IdentitiesByID(ctx context.Context, ids []string) ([]approvals.Identity, error) {
	if err := f.step(ctx, "identities"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.nobody {
		return nil, nil
	}
	found := make([]approvals.Identity, len(ids))
	for n, id := range ids {
		found[n] = approvals.Identity{ID: id}
	}
	return found, nil
}

// put gives IIQ an item, or changes it.
func (f *fakeIIQ) put(w approvals.WorkItem) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.items[w.ID] = w
}

// end takes an item away and keeps a summary of it; an empty state leaves no trace.
func (f *fakeIIQ) end(id string, s approvals.ApprovalSummary) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := f.items[id]
	delete(f.items, id)
	if story, told := f.stories[id]; told {
		if s = (approvals.ApprovalSummary{}); story != nil {
			s = *story
		}
		f.requests[w.RequestName] = approvals.IdentityRequest{Name: w.RequestName}
	}
	if s.State == "" {
		return
	}
	s.WorkItemID = id
	q := f.requests[w.RequestName]
	q.Name = w.RequestName
	q.Summaries = append(q.Summaries, s)
	f.requests[w.RequestName] = q
}

func (f *fakeIIQ) WorkItem(ctx context.Context, id string) (approvals.WorkItem, error) {
	if err := f.step(ctx, "read"); err != nil {
		return approvals.WorkItem{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w, ok := f.items[id]
	if !ok || f.empty {
		return w, approvals.ErrNoAnswerByID
	}
	return w, nil
}

func (f *fakeIIQ) WorkItemListed(ctx context.Context, id string) (approvals.WorkItem, error) {
	if err := f.step(ctx, "list"); err != nil {
		return approvals.WorkItem{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w, ok := f.items[id]
	if !ok || f.empty {
		return w, approvals.ErrNotListed
	}
	return w, nil
}

func (f *fakeIIQ) IdentityRequest(ctx context.Context, name string) (approvals.IdentityRequest, error) {
	if err := f.step(ctx, "request"); err != nil {
		return approvals.IdentityRequest{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	q, ok := f.requests[name]
	if !ok || f.empty {
		return q, approvals.ErrNotListed
	}
	return q, nil
}

// IdentityRequests leaves out those that are not there.
func (f *fakeIIQ) IdentityRequests(ctx context.Context, names []string) ([]approvals.IdentityRequest, error) {
	if err := f.step(ctx, "requests"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []approvals.IdentityRequest
	for _, name := range names {
		if q, ok := f.requests[name]; ok && !f.empty {
			found = append(found, q)
		}
	}
	return found, nil
}

// Decide completes the item as IIQ does, believing whatever approver it is told.
func (f *fakeIIQ) Decide(ctx context.Context, w approvals.Write) (approvals.WorkItem, string, error) {
	if err := f.step(ctx, "put"); err != nil {
		return approvals.WorkItem{}, "", err
	}
	if ctx.Err() != nil {
		return approvals.WorkItem{}, "", approvals.ErrIIQAway
	}
	f.mu.Lock()
	item, ok := f.items[w.WorkItemID]
	answer := f.answer
	if ok {
		f.writes = append(f.writes, w)
	}
	f.mu.Unlock()
	if !ok {
		return approvals.WorkItem{}, "", approvals.ErrOutcomeUnknown
	}
	f.end(w.WorkItemID, approvals.ApprovalSummary{State: w.State, Completer: w.ApproverID + ".x", Comments: []string{w.Comment},
		Ended: f.now})
	item.State = w.State
	if answer != nil {
		item = *answer
	}
	return item, "", f.step(ctx, "answer")
}

func (f *fakeIIQ) Members(ctx context.Context, id string) ([]approvals.Identity, error) {
	if err := f.step(ctx, "members"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.members[id]
	if !ok && !f.emptyForPeople {
		return nil, approvals.ErrNotAWorkgroup
	}
	if f.empty {
		return nil, nil
	}
	return m, nil
}

func (f *fakeIIQ) sorted() []approvals.WorkItem {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []approvals.WorkItem
	if f.empty {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(f.items)) {
		all = append(all, f.items[id])
	}
	return all
}

func (f *fakeIIQ) WorkItemsChangedSince(ctx context.Context, since time.Time, _ []approvals.ItemType,
	yield func([]approvals.WorkItem) error) error {
	for _, w := range f.sorted() {
		if err := f.step(ctx, "changed"); err != nil {
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

func (f *fakeIIQ) OpenWorkItemsAfter(ctx context.Context, last string, limit int) ([]approvals.WorkItem, error) {
	if err := f.step(ctx, "sweep"); err != nil {
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

func (f *fakeIIQ) WorkItemsByID(ctx context.Context, ids []string) (map[string]approvals.WorkItem, []string, error) {
	if err := f.step(ctx, "byid"); err != nil {
		return nil, nil, err
	}
	found := map[string]approvals.WorkItem{}
	for _, w := range f.sorted() {
		if slices.Contains(ids, w.ID) {
			found[w.ID] = w
		}
	}
	return found, f.unreadable, nil
}

func (f *fakeIIQ) written() []approvals.Write {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.writes)
}

// spoken is a refusal with IIQ's own sentence.
type spoken struct{ sentence string }

func (s spoken) Error() string { return "IIQ said no" }

func (s spoken) Sentence() string { return s.sentence }

func (s spoken) Unwrap() error { return approvals.ErrIIQRefused }
