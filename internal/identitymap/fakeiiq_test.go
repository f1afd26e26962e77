package identitymap

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

type fakeIIQ struct {
	mu     sync.Mutex
	people map[string]approvals.Identity
	err    error
	// pageErr breaks AllIdentities once it is asked to go on behind this id.
	pageErr map[string]error
	// page, when set, gives the pages of AllIdentities instead.
	page  func(afterID string, limit int) ([]approvals.Identity, error)
	calls int
	// stamps is when IIQ last changed somebody, by id; placed makes the list one that goes by place, with moved called
	// between its pages; noChanges and noSearch are what this IIQ cannot do.
	stamps    map[string]time.Time
	placed    bool
	moved     func(pages int)
	noChanges bool
	noSearch  bool
	byIDErr   error
	since     []time.Time
	// each, when set, is called with the number of each call of IdentitiesByID.
	each func(calls int)
	// now is IIQ's clock; zero: a day after the machine's.
	now time.Time
}

// Clock is IIQ's own clock.
func (f *fakeIIQ) Clock() time.Time {
	if f.now.IsZero() {
		return time.Now().Add(24 * time.Hour)
	}
	return f.now
}

func (f *fakeIIQ) set(people ...approvals.Identity) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, i := range people {
		f.people[i.ID] = i
	}
}

func (f *fakeIIQ) remove(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.people, id)
}

func (f *fakeIIQ) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *fakeIIQ) AllIdentities(_ context.Context, limit int, yield func([]approvals.Identity, time.Time) error) (bool, error) {
	if f.placed {
		return false, f.byPlace(limit, yield)
	}
	for after := ""; ; {
		page, err := f.identities(after, limit)
		if err != nil || len(page) == 0 {
			return true, err
		}
		if err := yield(page, f.latest(page)); err != nil {
			return true, err
		}
		after = page[len(page)-1].ID
	}
}

// byPlace reads as a list that has only places to go by.
func (f *fakeIIQ) byPlace(limit int, yield func([]approvals.Identity, time.Time) error) error {
	for n := 0; ; n++ {
		f.mu.Lock()
		all := f.sorted()
		f.mu.Unlock()
		page := all[min(n*limit, len(all)):min((n+1)*limit, len(all))]
		if len(page) == 0 {
			return f.err
		}
		if err := yield(page, f.latest(page)); err != nil {
			return err
		}
		if f.moved != nil {
			f.moved(n + 1)
		}
	}
}

func (f *fakeIIQ) sorted() []approvals.Identity {
	return slices.SortedFunc(maps.Values(f.people), func(a, b approvals.Identity) int { return strings.Compare(a.ID, b.ID) })
}

func (f *fakeIIQ) latest(page []approvals.Identity) (latest time.Time) {
	for _, i := range page {
		if at := f.stamps[i.ID]; at.After(latest) {
			latest = at
		}
	}
	return latest
}

func (f *fakeIIQ) IdentitiesChangedSince(_ context.Context, since time.Time, limit int,
	yield func([]approvals.Identity, time.Time) error) error {
	f.mu.Lock()
	f.since = append(f.since, since)
	changed := slices.DeleteFunc(f.sorted(), func(i approvals.Identity) bool { return f.stamps[i.ID].Before(since) })
	f.mu.Unlock()
	if f.noChanges {
		return approvals.ErrNoChanges
	}
	for page := range slices.Chunk(changed, limit) {
		if err := yield(page, f.latest(page)); err != nil {
			return err
		}
	}
	return f.err
}

func (f *fakeIIQ) IdentitiesByID(_ context.Context, ids []string) ([]approvals.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.each != nil {
		f.each(f.calls)
	}
	var found []approvals.Identity
	for _, id := range ids {
		if i, ok := f.people[id]; ok {
			found = append(found, i)
		}
	}
	return found, errors.Join(f.err, f.byIDErr)
}

func (f *fakeIIQ) identities(afterID string, limit int) ([]approvals.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.page != nil {
		return f.page(afterID, limit)
	}
	page := slices.DeleteFunc(f.sorted(), func(i approvals.Identity) bool { return i.ID <= afterID })
	if err := f.pageErr[afterID]; err != nil {
		return nil, err
	}
	return page[:min(limit, len(page))], f.err
}

func (f *fakeIIQ) IdentitiesByEmail(_ context.Context, address string) ([]approvals.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if address == "" {
		return nil, fmt.Errorf("looked up without an address")
	}
	if f.noSearch {
		return nil, approvals.ErrNoEmailSearch
	}
	var found []approvals.Identity
	for _, i := range f.people {
		if emailKey(i.Email) == emailKey(address) {
			found = append(found, i)
		}
	}
	return found, f.err
}

func (f *fakeIIQ) IdentityByID(_ context.Context, id string) (approvals.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.err != nil {
		return approvals.Identity{}, f.err
	}
	i, ok := f.people[id]
	if !ok {
		return i, approvals.ErrNotListed
	}
	return i, nil
}
