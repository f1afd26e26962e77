package onsite_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/onsite"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// installation is a simulated IdentityIQ with the fixture in it, and with an item of somebody else's.
func installation(t *testing.T, items int) (*iiqsim.Sim, *gatewaytest.Target, string) {
	t.Helper()
	sim := iiqsim.New(iiqsim.Options{Gateway: true, Seed: 1, LockWait: 10 * time.Millisecond})
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	id, secret := sim.Credentials()
	target := &gatewaytest.Target{Root: sim.Root(base), Path: iiqsim.GatewayPath, ClientID: id, ClientSecret: secret,
		Operations: gatewaytest.AllOperations()}
	other, err := onsite.Imported(t.Context(), &gatewaytest.Control{Base: base}, items)
	if err != nil {
		t.Fatal(err)
	}
	return sim, target, other
}

func TestWithoutTheFixtureNothingIsWritten(t *testing.T) {
	t.Parallel()
	sim, target, _ := installation(t, 0)
	if _, err := onsite.Find(t.Context(), target); !errors.Is(err, onsite.ErrNone) || target.Fixtures != nil {
		t.Errorf("got %v, want %v, and no fixtures", err, onsite.ErrNone)
	}
	if writes := sim.Ledger(); len(writes) > 0 {
		t.Errorf("got the writes %+v, want none", writes)
	}
}

// Whatever a check would write elsewhere is stopped before it is sent.
func TestNothingButTheFixtureIsWritten(t *testing.T) {
	t.Parallel()
	sim, target, other := installation(t, 2)
	f, err := onsite.Find(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	if f.Items() != 4 {
		t.Errorf("got %d items of the fixture, want two for the owner and two for the group", f.Items())
	}
	owner := target.People().Owner
	for _, call := range []gatewaytest.Call{
		{Method: http.MethodPut, Path: "/object/WorkItem/" + other},
		{Method: http.MethodPost, Path: "/object/WorkItem/" + other + "/comment"},
		{Method: http.MethodPost, Path: "/object/WorkItem/" + other + "/forward"},
		{Method: http.MethodPut, Path: "/reviews/" + other + "/lines"},
		{Method: http.MethodPost, Path: "/reviews/" + other + "/sign"},
		{Method: http.MethodPut, Path: "/identities/" + other + "/forwarding"},
		{Method: http.MethodDelete, Path: "/identities/" + other + "/forwarding"},
		{Method: http.MethodPut, Path: "/settings"},
		{Method: http.MethodPost, Path: "/../moveworks-plugin/object/WorkItem/" + other},
	} {
		call.Body = gatewaytest.Decision(owner, gatewaytest.Approved, "")
		if _, err := target.Send(t.Context(), call); !errors.Is(err, onsite.ErrNotFixture) {
			t.Errorf("%s %s: got %v, want %v", call.Method, call.Path, err, onsite.ErrNotFixture)
		}
	}
	r, err := target.Decide(t.Context(), gatewaytest.AbsentID(), gatewaytest.Decision(owner, gatewaytest.Approved, ""))
	if err != nil || r.Status != http.StatusNotFound {
		t.Errorf("an item that does not exist: got status %d, %v, want 404", r.Status, err)
	}
	for _, w := range sim.Ledger() {
		if w.Accepted {
			t.Errorf("got the write %+v, want none taken", w)
		}
	}
	if ended, err := f.CleanUp(t.Context()); ended != 4 || err != nil {
		t.Errorf("cleaned up: got %d, %v, want all four", ended, err)
	}
	for _, w := range sim.Ledger() {
		if w.ID == other || w.Accepted && !strings.HasPrefix(w.Comment, "made for bot doctor") {
			t.Errorf("got the write %+v, want the fixture's items denied and nothing else", w)
		}
	}
}
