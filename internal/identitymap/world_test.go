package identitymap

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

var (
	ours  = approvals.Workspace{TeamID: "T1", BotUserID: "UBOT"}
	epoch = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
)

// world is a map with the two sides that it asks.
type world struct {
	*Map
	t     testing.TB
	pool  *pgxpool.Pool
	iiq   *fakeIIQ
	slack *fakeSlack
	now   time.Time
}

func newWorld(t testing.TB, ws approvals.Workspace, cfg Config) *world {
	t.Helper()
	return newWorldOn(t, dbtest.New(t), ws, cfg)
}

func newWorldOn(t testing.TB, pool *pgxpool.Pool, ws approvals.Workspace, cfg Config) *world {
	w := &world{t: t, pool: pool, now: epoch, iiq: &fakeIIQ{people: map[string]approvals.Identity{}}, slack: &fakeSlack{users: map[string]approvals.SlackUser{}}}
	w.Map = New(pool, w.iiq, w.slack, ws, cfg, func() time.Time { return w.now }, slog.New(slog.NewTextHandler(io.Discard, nil)))
	return w
}

// ages makes all that Slack said look d older.
func (w *world) ages(d time.Duration) {
	w.t.Helper()
	w.exec("UPDATE slack_users SET checked_at = checked_at - $1::interval", d)
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.pool.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) count(sql string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.pool.QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// recorded is why somebody is in identity_refusals, "" when he is not.
func (w *world) recorded(side, who string) string {
	w.t.Helper()
	var why string
	err := w.pool.QueryRow(w.t.Context(),
		"SELECT coalesce(max(why), '') FROM identity_refusals WHERE side = $1 AND who = $2", side, who).Scan(&why)
	if err != nil {
		w.t.Fatal(err)
	}
	return why
}

// boundAs is the identity that a Slack user is linked to, "" when to none.
func (w *world) boundAs(slackUserID string) string {
	w.t.Helper()
	var id string
	err := w.pool.QueryRow(w.t.Context(),
		"SELECT coalesce(max(identity_id), '') FROM identity_links WHERE slack_user_id = $1", slackUserID).Scan(&id)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) refreshed() Stats {
	w.t.Helper()
	s, err := w.Refresh(w.t.Context(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// wantRefusal fails unless err is a refusal of this code; "" wants no error at all.
func wantRefusal(t testing.TB, err error, code approvals.RefusalCode) {
	t.Helper()
	r, ok := approvals.AsRefusal(err)
	switch {
	case code == "" && err != nil:
		t.Fatalf("got error %v, want none", err)
	case code != "" && !ok:
		t.Fatalf("got error %v, want refusal %s", err, code)
	case code != "" && r.Code != code:
		t.Fatalf("got refusal %s, want %s", r.Code, code)
	}
}

// id32 makes an identity's id as IIQ has them.
func id32(n int) string { return fmt.Sprintf("7f%030x", n) }

func human(n int, email string) approvals.Identity {
	return approvals.Identity{
		ID: id32(n), Name: fmt.Sprintf("Person.%d", n), Display: fmt.Sprintf("Person %d", n), Email: email, ActivityKnown: true,
	}
}

func member(id, email string) approvals.SlackUser {
	return approvals.SlackUser{TeamID: "T1", ID: id, HomeTeamID: "T1", Name: "name of " + id, Email: email, TZ: "Asia/Kolkata"}
}

type fakeIIQ struct {
	mu     sync.Mutex
	people map[string]approvals.Identity
	err    error
	// pageErr breaks Identities once it is asked to go on behind this id.
	pageErr map[string]error
	// page, when set, answers Identities instead.
	page  func(afterID string, limit int) ([]approvals.Identity, error)
	calls int
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

func (f *fakeIIQ) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

func (f *fakeIIQ) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *fakeIIQ) Identities(_ context.Context, afterID string, limit int) ([]approvals.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.page != nil {
		return f.page(afterID, limit)
	}
	var page []approvals.Identity
	for id, i := range f.people {
		if id > afterID {
			page = append(page, i)
		}
	}
	slices.SortFunc(page, func(a, b approvals.Identity) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
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
