package rounds_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/testlog"
)

// gatewayEnv is the rounds before a simulated gateway, over HTTP.
type gatewayEnv struct {
	*env
	sim    *iiqsim.Sim
	client *iiq.Client
	said   testlog.Book
	lines  *between
	round  *rounds.Poll
}

// between is a transport on which a test does something between two calls, and can take the place of an answer.
type between struct {
	mu sync.Mutex
	// after is called after each answer of a path that ends so. Paths that end as in missing are answered with that status.
	after   map[string]func()
	missing map[string]int
	sent    []string
}

func (b *between) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	b.sent = append(b.sent, r.Method+" "+r.URL.Path)
	status := 0
	for suffix, code := range b.missing {
		if strings.HasSuffix(r.URL.Path, suffix) {
			status = code
		}
	}
	var after []func()
	for suffix, f := range b.after {
		if strings.HasSuffix(r.URL.Path, suffix) {
			after = append(after, f)
		}
	}
	b.mu.Unlock()
	if status != 0 {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	for _, f := range after {
		f()
	}
	return resp, err
}

// between makes something happen after each answer of a path that ends so; nil ends that.
func (b *between) between(suffix string, f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.after[suffix] = f; f == nil {
		delete(b.after, suffix)
	}
}

// lacks makes the plugin answer paths that end so with a status; 0 lets it answer itself.
func (b *between) lacks(suffix string, status int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.missing[suffix] = status
}

// calls counts the calls to paths that have this in them since the last count.
func (b *between) calls(part string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, s := range b.sent {
		if strings.Contains(s, part) {
			n++
		}
	}
	return n
}

func (b *between) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = nil
}

// simItems is the client as the rounds see it.
type simItems struct{ *iiq.Client }

func (s simItems) WorkItemsByID(ctx context.Context, ids []string) (map[string]approvals.WorkItem, []string, error) {
	found, err := s.Client.WorkItemsByID(ctx, ids)
	var partly *iiq.UnreadableError
	if !errors.As(err, &partly) {
		return found, nil, err
	}
	var unreadable []string
	for _, r := range partly.Rejected {
		unreadable = append(unreadable, r.ID)
	}
	return found, unreadable, nil
}

func newGatewayEnv(t *testing.T, page int) *gatewayEnv {
	t.Helper()
	s := &gatewayEnv{env: newEnv(t), sim: iiqsim.New(iiqsim.Options{Gateway: true, LockWait: time.Millisecond}),
		lines: &between{after: map[string]func(){}, missing: map[string]int{}}}
	base, stop, err := s.sim.Start("")
	s.Must(err)
	t.Cleanup(func() { s.sim.Close(); stop() })
	id, secret := s.sim.Credentials()
	s.client, err = iiq.New(iiq.Config{RootURL: s.sim.Root(base), ClientID: id, ClientSecret: secret, PluginPath: iiqsim.GatewayPath,
		PageSize: page}, &http.Client{Transport: s.lines}, time.Now, slog.New(slog.DiscardHandler), nil)
	s.Must(err)
	for _, name := range []string{"Sam.Okoye", "Nora.Lind", "Lee.Quinn"} {
		i, err := s.sim.AddIdentity(iiqsim.Identity{Name: name, Email: name + "@example.com", DisplayName: name})
		s.Must(err)
		s.Exec(`INSERT INTO identities (id, name, display_name) VALUES ($1, $2, $2)`, i.ID, name)
	}
	s.client.AskGateway(t.Context())
	s.round = s.Poll()
	s.round.Items, s.round.Changes, s.round.Requests, s.round.Log = simItems{s.client}, s.client, s.client, s.said.Logger()
	return s
}

func (s *gatewayEnv) add() iiqsim.WorkItem {
	s.T.Helper()
	w, err := s.sim.AddWorkItem(iiqsim.ItemSpec{Owner: "Sam.Okoye", Requester: "Lee.Quinn", Target: "Lee.Quinn",
		Template: iiqsim.TemplateRole})
	s.Must(err)
	return w
}

func (s *gatewayEnv) polls() {
	s.T.Helper()
	s.Must(s.round.Run(s.T.Context(), s.Lease("poll")))
}

// knows checks that our tables have exactly what IIQ has, with its owners.
func (s *gatewayEnv) knows() {
	s.T.Helper()
	for _, w := range s.sim.OpenItems() {
		s.Want(w.OwnerID+" open", `SELECT owner_id || ' ' || state FROM work_items WHERE id = $1`, w.ID)
	}
}
