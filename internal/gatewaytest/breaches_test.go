package gatewaytest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/contract"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// broken stands in front of a simulated gateway and breaks the contract in one way.
type broken struct {
	sim *iiqsim.Sim
	// ask changes a call before it is answered, answer changes the answer; either may be nil.
	ask    func(r *http.Request)
	answer func(b *broken, r *http.Request, a *box)
	// token is a good one; secrets are the words that fixtures plant; extra counts audit rows that are made up.
	token   string
	secrets []string
	extra   int
	again   map[string]*box
}

// box is an answer that can still be changed.
type box struct {
	status int
	header http.Header
	body   []byte
	sent   []byte
}

func (b *box) has(text string) bool { return bytes.Contains(b.body, []byte(text)) }

func (b *box) swap(old, with string) { b.body = bytes.ReplaceAll(b.body, []byte(old), []byte(with)) }

func (b *broken) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(sent))
	if m := secretForm.FindSubmatch(sent); m != nil {
		b.secrets = append(b.secrets, string(m[1]))
	}
	plugin := strings.Contains(r.URL.Path, iiqsim.GatewayPath)
	if b.ask != nil && plugin {
		b.ask(r)
	}
	record := httptest.NewRecorder()
	b.sim.Handler().ServeHTTP(record, r)
	a := &box{record.Code, record.Header(), record.Body.Bytes(), sent}
	if strings.HasSuffix(r.URL.Path, "/oauth2/token") {
		var token struct {
			Token string `json:"access_token"`
		}
		if json.Unmarshal(a.body, &token) == nil && b.token == "" {
			b.token = token.Token
		}
	}
	if r.URL.Path == "/_host/audit" && b.extra != 0 {
		var rows []json.RawMessage
		_ = json.Unmarshal(a.body, &rows)
		a.body, _ = json.Marshal(make([]struct{}, max(0, len(rows)+b.extra)))
	}
	if b.answer != nil && plugin {
		b.answer(b, r, a)
	}
	a.header.Del("Content-Length")
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

var secretForm = regexp.MustCompile(`"secret":"(planted[0-9a-f]+)"`)

// breach is one way to break the contract, and the checks that have to find it.
type breach struct {
	name   string
	ask    func(r *http.Request)
	answer func(b *broken, r *http.Request, a *box)
	found  []string
}

func refusedPut(r *http.Request, a *box) bool { return r.Method == http.MethodPut && a.status >= 400 }

// takes answers a refused decision as if it had been taken.
func takes(_ *broken, r *http.Request, a *box) {
	if refusedPut(r, a) {
		a.status, a.body = http.StatusOK, []byte(`<WorkItem id="`+lastPart(r)+`" state="Finished"/>`)
	}
}

func lastPart(r *http.Request) string { return r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:] }

// writes changes the item of a refused decision all the same.
func writes(b *broken, r *http.Request, a *box) {
	if !refusedPut(r, a) {
		return
	}
	for _, w := range b.sim.OpenItems() {
		_ = b.sim.UpdateItem(w.ID, func(w *iiqsim.WorkItem) { w.Reminders++ })
	}
	if len(b.sim.OpenItems()) == 0 || b.sim.Reopen(lastPart(r)) == nil {
		_ = b.sim.Reopen(lastPart(r))
	}
}

// notes adds an audit row for a refused decision.
func notes(b *broken, r *http.Request, a *box) {
	if refusedPut(r, a) {
		b.extra++
	}
}

var wordForm = regexp.MustCompile(`"error":"[a-z_]+"`)

func otherWord(_ *broken, _ *http.Request, a *box) {
	if a.status >= 400 {
		a.body = wordForm.ReplaceAll(a.body, []byte(`"error":"other"`))
	}
}

func otherStatus(_ *broken, _ *http.Request, a *box) {
	if a.status >= 400 && a.status != http.StatusUnauthorized {
		a.status = http.StatusTeapot
	}
}

func without(parameter string) func(*http.Request) {
	return func(r *http.Request) {
		q := r.URL.Query()
		q.Del(parameter)
		r.URL.RawQuery = q.Encode()
	}
}

// onPath changes good answers to reads whose path has a part.
func onPath(part string, change func(b *broken, r *http.Request, a *box)) func(*broken, *http.Request, *box) {
	return func(b *broken, r *http.Request, a *box) {
		if r.Method == http.MethodGet && a.status == http.StatusOK && strings.Contains(r.URL.Path+"?", part) {
			change(b, r, a)
		}
	}
}

func swaps(part, old, with string) func(*broken, *http.Request, *box) {
	return onPath(part, func(_ *broken, _ *http.Request, a *box) { a.swap(old, with) })
}

// onPut changes good answers to decisions.
func onPut(change func(b *broken, r *http.Request, a *box)) func(*broken, *http.Request, *box) {
	return func(b *broken, r *http.Request, a *box) {
		if r.Method == http.MethodPut && a.status == http.StatusOK {
			change(b, r, a)
		}
	}
}

// tells puts a planted word into answers, where a comment or a key of its own hides it from a parser.
func tells(part string) func(*broken, *http.Request, *box) {
	return func(b *broken, r *http.Request, a *box) {
		if len(b.secrets) == 0 || !strings.Contains(r.URL.Path, part) {
			return
		}
		if a.has("<?xml") {
			a.body = append(a.body, []byte("<!-- "+b.secrets[0]+" -->")...)
		} else {
			a.swap(`{"`, `{"x":"`+b.secrets[0]+`","`)
		}
	}
}

func namesOf(prefix string) []string {
	var out []string
	for _, c := range contract.Checks() {
		if strings.HasPrefix(c.Name, prefix) {
			out = append(out, c.Name)
		}
	}
	return out
}

// breaksIn tries a breach against each check that has to find it, each with a gateway of its own. In the short form one check
// stands for the others.
func (one breach) breaksIn(t *testing.T) {
	t.Helper()
	for _, name := range one.found {
		if len(namesOf(name)) == 0 {
			t.Errorf("%s: there is no check %q", one.name, name)
		}
	}
	for _, name := range patience.Some(1, one.found) {
		checks := patience.Some(1, namesOf(name))
		for _, c := range contract.Checks() {
			if !slices.Contains(checks, c.Name) {
				continue
			}
			if err := brokenRun(t, one, c); err == nil {
				t.Errorf("a gateway that %s: the check %q holds, want it to fail", one.name, c.Name)
			} else {
				t.Logf("a gateway that %s: %v", one.name, err)
			}
		}
	}
}

func brokenRun(t *testing.T, one breach, c gatewaytest.Check) error {
	t.Helper()
	sim, target := simulated(t, iiqsim.GatewayPath, iiqsim.Options{Gateway: true})
	switchOn(sim)
	front := &broken{sim: sim, answer: one.answer, ask: one.ask, again: map[string]*box{}}
	server := httptest.NewServer(serial(front))
	t.Cleanup(server.Close)
	if !c.Writes {
		someItems(t, sim)
	}
	target.Root, target.Fixtures = sim.Root(server.URL), &gatewaytest.Control{Base: server.URL}
	target.Operations = []string{"list", "get", "changes", "states", "outcomes", "act", "act.lines", "act.tag", "act.key", "context",
		"comment",
		"assign", "forward", "forwarding", "members.nested", "identities", "reviews", "reviews.lines", "reviews.decide",
		"reviews.sign"}
	if !c.Applies(target) {
		return nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience.Limit())
	defer cancel()
	return c.Run(ctx, target)
}

// serial keeps the proxy's own counts right: one call at a time.
func serial(h http.Handler) http.Handler {
	one := make(chan struct{}, 1)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one <- struct{}{}
		defer func() { <-one }()
		h.ServeHTTP(w, r)
	})
}

// someItems is what the checks that only read have to look at.
func someItems(t *testing.T, sim *iiqsim.Sim) {
	t.Helper()
	if err := sim.Load(iiqsim.Company(1, 30)); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := sim.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye",
			Requester: "Lee.Quinn"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := sim.AddReview(iiqsim.ReviewSpec{Name: "Review", Reviewers: []string{"Sam.Okoye"},
		Targets: []string{"Dana.Reyes"}}); err != nil {
		t.Fatal(err)
	}
}

// A check that cannot fail is worth nothing: each breach is found by the checks that it is for, and each check finds at
// least one of them.
func TestBrokenGatewaysAreFound(t *testing.T) {
	t.Parallel()
	finds := map[string]bool{}
	for _, one := range breaches() {
		for _, prefix := range one.found {
			for _, name := range namesOf(prefix) {
				finds[name] = true
			}
		}
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			one.breaksIn(t)
		})
	}
	for _, c := range contract.Checks() {
		if !finds[c.Name] {
			t.Errorf("the check %q: no breach is meant for it, want one that it finds", c.Name)
		}
	}
}

// The stand-in itself breaks nothing: every check holds through a proxy without a breach. Without the proxy they hold in the short
// form, too.
func TestTheProxyAloneBreaksNothing(t *testing.T) {
	patience.Long(t)
	t.Parallel()
	for _, c := range contract.Checks() {
		if err := brokenRun(t, breach{}, c); err != nil {
			t.Errorf("%s: %v", c.Name, fmt.Errorf("through a proxy that changes nothing: %w", err))
		}
	}
}
