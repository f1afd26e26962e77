package iiq_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// memory is what processes share.
type memory struct {
	said map[string]string
	kept int
	err  error
}

func (m *memory) GatewaySeen(_ context.Context, place string) ([]byte, error) {
	if said := m.said[place]; said != "" && m.err == nil {
		return []byte(said), nil
	}
	return nil, m.err
}

func (m *memory) KeepGateway(_ context.Context, place string, said []byte) error {
	if m.err == nil {
		m.said[place] = string(said)
		m.kept++
	}
	return m.err
}

// root is where the client has found IIQ.
func (p *tapped) root() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := *p.sent[0].URL
	before, _, _ := strings.Cut(u.String(), "/oauth2/")
	return before
}

// A process that starts while the gateway is being replaced knows it from before: its decisions carry their keys.
func TestAGatewayIsKnownAfterARestart(t *testing.T) {
	t.Parallel()
	shared := &memory{said: map[string]string{}}
	b, tap := gatewayBench(t, nil)
	b.must(b.RecallGateway(t.Context(), shared))
	if _, seen := b.Gateway(); seen {
		t.Fatal("a gateway is known that nobody has seen")
	}
	b.AskGateway(t.Context())
	if shared.kept != 1 {
		t.Fatalf("what the gateway said was kept %d times, want once", shared.kept)
	}
	restarted := func(change ...func(*iiq.Config)) *iiq.Client {
		t.Helper()
		id, secret := b.Credentials()
		cfg := iiq.Config{RootURL: tap.root(), ClientID: id, ClientSecret: secret, PluginPath: iiqsim.GatewayPath}
		for _, c := range change {
			c(&cfg)
		}
		c, err := iiq.New(cfg, &http.Client{Transport: tap}, time.Now, nil, nil)
		b.must(err)
		b.must(c.RecallGateway(t.Context(), shared))
		return c
	}
	tap.answers(404, "")
	after := restarted()
	if after.AskGateway(t.Context()) {
		t.Error("an answer of something else is believed, want it taken for trouble")
	}
	w := b.item(iiqsim.ItemSpec{})
	read, err := after.WorkItemListed(t.Context(), w.ID)
	b.must(err)
	if _, err := after.Decide(t.Context(), b.write(read, someKey)); err != nil {
		t.Fatal(err)
	}
	headers, _ := tap.writes()
	if len(headers) != 1 || headers[0].Get("Idempotency-Key") != someKey {
		t.Errorf("got the headers %v, want the decision sent with its key", headers)
	}
	if page, err := after.WorkItemChanges(t.Context(), ""); err != nil {
		t.Errorf("got %+v, %v, want the operations tried as before", page, err)
	}
	for name, change := range map[string]func(*iiq.Config){
		"another place":        func(c *iiq.Config) { c.PluginPath = "plugin/rest/other" },
		"the vendor's by wish": func(c *iiq.Config) { c.Gateway = iiq.GatewayVendor },
		"another IdentityIQ":   func(c *iiq.Config) { c.RootURL += "/other" },
	} {
		if g, seen := restarted(change).Gateway(); seen {
			t.Errorf("%s: got %+v, want no gateway known", name, g)
		}
	}
	for place := range shared.said {
		shared.said[place] = `{"contract":"new"}`
	}
	if g, seen := restarted().Gateway(); seen {
		t.Errorf("what is kept cannot be read: got %+v, want no gateway known", g)
	}
}

// A database that does not answer is told to the caller, and what cannot be kept now is kept with the next answer.
func TestAMemoryThatFails(t *testing.T) {
	t.Parallel()
	shared := &memory{said: map[string]string{}, err: errors.New("away")}
	b, _ := gatewayBench(t, nil)
	if err := b.RecallGateway(t.Context(), shared); !errors.Is(err, shared.err) {
		t.Errorf("got %v, want %v", err, shared.err)
	}
	shared.err = nil
	b.must(b.RecallGateway(t.Context(), shared))
	shared.err = errors.New("away")
	b.AskGateway(t.Context())
	shared.err = nil
	b.AskGateway(t.Context())
	if shared.kept != 1 {
		t.Errorf("what the gateway said was kept %d times, want once", shared.kept)
	}
	if _, err := b.WorkItemStates(t.Context(), ""); errors.Is(err, approvals.ErrNotOffered) {
		t.Errorf("got %v, want the gateway known", err)
	}
}
