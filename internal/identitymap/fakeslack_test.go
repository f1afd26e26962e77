package identitymap

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/iiq-approvals/bot/internal/approvals"
)

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
