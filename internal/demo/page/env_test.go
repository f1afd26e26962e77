package page

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// fakeBot runs or not.
type fakeBot struct {
	mu      sync.Mutex
	running bool
}

func (b *fakeBot) Running() (int, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return 4711, b.running
}

func (b *fakeBot) Start() error { b.set(true); return nil }
func (b *fakeBot) Kill() error  { b.set(false); return nil }
func (b *fakeBot) set(running bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running = running
}

// env is a page over real simulators, served on loopback.
type env struct {
	*testing.T
	page     *Page
	slack    *slacksim.Sim
	iiq      *iiqsim.Sim
	url      string
	slackURL string
	sam      string
}

func newEnv(t *testing.T) *env {
	t.Helper()
	s := newUnwatched(t)
	s.watch()
	return s
}

// newUnwatched makes a page that looks at nothing yet.
func newUnwatched(t *testing.T) *env {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	calls := NewCalls()
	s := &env{T: t, slack: slacksim.New(slacksim.Options{BotName: "IIQ Approvals"}),
		iiq: iiqsim.New(iiqsim.Options{Logger: calls.Logger()})}
	t.Cleanup(s.slack.Close)
	t.Cleanup(s.iiq.Close)
	if err := s.iiq.Load(iiqsim.Company(1, 20)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.iiq.AddWorkgroup("Owners", "Ledger Owners", "Sam.Okoye", "Dana.Reyes"); err != nil {
		t.Fatal(err)
	}
	sam, err := s.slack.Inhabit(slacksim.User{RealName: "Sam Okoye", Email: "sam.okoye@example.com", TZ: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	s.sam = sam.ID
	api, stop, err := s.slack.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	s.slackURL = api
	s.page, err = New(ctx, Options{Slack: s.slack, IIQ: s.iiq, Calls: calls, Bot: &fakeBot{running: true}, Journal: NewJournal(time.Now),
		Clock:    time.Now,
		Personas: []Persona{{SlackID: sam.ID, Role: "approver"}}, Workgroup: "Owners", Approver: "Sam.Okoye", Requester: "Lee.Quinn",
		Target: "Dana.Reyes"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.page.Handler())
	t.Cleanup(server.Close)
	// Before the server is closed, which waits for the streams.
	t.Cleanup(cancel)
	s.url = server.URL
	return s
}

// watch lets the page look at the simulators until the test ends.
func (s *env) watch() {
	ctx, cancel := context.WithCancel(context.Background())
	watched := make(chan error, 1)
	go func() { watched <- s.page.Watch(ctx) }()
	s.Cleanup(func() {
		cancel()
		if err := patience.Receive(s, "the end", watched); err != nil {
			s.Error(err)
		}
	})
}

// do does something on the page, and reads the answer.
func (s *env) do(what string, in any) map[string]any {
	s.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		s.Fatal(err)
	}
	resp, err := http.Post(s.url+"/do/"+what, "application/json", strings.NewReader(string(raw)))
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		s.Fatalf("%s: status %d: %v", what, resp.StatusCode, err)
	}
	return out
}

// posts lets the app write to somebody.
func (s *env) posts(channel, text, blocks string) {
	s.Helper()
	body, err := json.Marshal(map[string]any{"channel": channel, "text": text, "blocks": json.RawMessage(blocks)})
	if err != nil {
		s.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, s.slackURL+"chat.postMessage", strings.NewReader(string(body)))
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer xoxb-sim")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	if answer, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(answer), `"ok":true`) {
		s.Fatalf(`post: %s %v, want answer with "\"ok\":true"`, answer, err)
	}
}

// said is an event of the stream.
type said struct {
	kind string
	data map[string]any
	raw  string
}

// following is a stream, with what has come and was not asked for yet.
type following struct {
	out    chan said
	before []said
}

// follow reads the page's stream until the test ends.
func (s *env) follow() *following {
	s.Helper()
	resp, err := http.Get(s.url + "/stream")
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = resp.Body.Close() })
	all := &following{out: make(chan said, 1000)}
	go func() {
		defer close(all.out)
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 16<<20)
		kind := ""
		for lines.Scan() {
			if k, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				kind = k
			}
			if d, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				one := said{kind: kind, raw: d}
				// A list has no fields; its text is enough.
				_ = json.Unmarshal([]byte(d), &one.data)
				all.out <- one
			}
		}
	}()
	return all
}

// until reads events until one of the kind holds the words; what came before stays to be asked for.
func (s *env) until(events *following, kind, words string) said {
	s.Helper()
	fits := func(e said) bool { return e.kind == kind && strings.Contains(e.raw, words) }
	if at := slices.IndexFunc(events.before, fits); at >= 0 {
		found := events.before[at]
		events.before = slices.Delete(events.before, at, at+1)
		return found
	}
	timer := time.NewTimer(patience.Limit())
	defer timer.Stop()
	for {
		select {
		case e, open := <-events.out:
			if !open {
				s.Fatalf("the stream ended before %s with %q, want open true", kind, words)
			}
			if fits(e) {
				return e
			}
			events.before = append(events.before, e)
		case <-timer.C:
			s.Fatalf("no %s with %q", kind, words)
		}
	}
}
