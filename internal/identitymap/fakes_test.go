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

type fakeSlack struct {
	mu    sync.Mutex
	users map[string]approvals.SlackUser
	err   error
	// answer, when set, holds back User until it is closed; entered tells that somebody waits.
	answer  chan struct{}
	entered chan struct{}
	calls   map[string]int
	// answers says whom UserByEmail gives for an address, right or wrong.
	answers map[string]string
	// pages, when set, answers Users instead.
	pages func(cursor string) ([]approvals.SlackUser, string, error)
}

func (f *fakeSlack) set(users ...approvals.SlackUser) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, u := range users {
		f.users[u.ID] = u
	}
}

func (f *fakeSlack) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *fakeSlack) asked(method string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[method]
}

func (f *fakeSlack) call(method string) error {
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	f.calls[method]++
	return f.err
}

func (f *fakeSlack) User(_ context.Context, id string) (approvals.SlackUser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.answer != nil {
		entered, answer := f.entered, f.answer
		f.mu.Unlock()
		entered <- struct{}{}
		<-answer
		f.mu.Lock()
	}
	if err := f.call("info"); err != nil {
		return approvals.SlackUser{}, err
	}
	u, ok := f.users[id]
	if !ok {
		return u, fmt.Errorf("user_not_found: %w", ErrNoSuchUser)
	}
	return u, nil
}

func (f *fakeSlack) UserByEmail(_ context.Context, address string) (approvals.SlackUser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.call("lookup"); err != nil {
		return approvals.SlackUser{}, err
	}
	if address == "" {
		return approvals.SlackUser{}, fmt.Errorf("looked up without an address")
	}
	if u, ok := f.users[f.answers[address]]; ok {
		return u, nil
	}
	for _, id := range f.ids() {
		if u := f.users[id]; !u.Deleted && emailKey(u.Email) == emailKey(address) {
			return u, nil
		}
	}
	return approvals.SlackUser{}, fmt.Errorf("users_not_found: %w", ErrNoSuchUser)
}

func (f *fakeSlack) Users(_ context.Context, cursor string) ([]approvals.SlackUser, string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.call("list"); err != nil {
		return nil, "", err
	}
	if f.pages != nil {
		return f.pages(cursor)
	}
	var page []approvals.SlackUser
	for _, id := range f.ids() {
		if id <= cursor {
			continue
		}
		page = append(page, f.users[id])
		if len(page) == 2 {
			return page, id, nil
		}
	}
	return page, "", nil
}

func (f *fakeSlack) ids() []string {
	ids := make([]string, 0, len(f.users))
	for id := range f.users {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
