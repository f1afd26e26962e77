package gatewaytest_test

import (
	"cmp"
	"context"
	"flag"
	"net/http"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/contract"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// changes is for a trial with many, which wants TEST_PATIENCE too: 100,000 take minutes.
var changes = flag.Int("changes", 0, "how many changes are made where none may be missed")

// run makes every check that fits the target, and counts those that ran. Those that wait have a target of their own, so that the
// others need not wait for them; without one they are made on the same.
func run(t *testing.T, target, forWaiting *gatewaytest.Target) int {
	t.Helper()
	heard := &heardWords{}
	all := contract.Checks()
	missed, of := 0, 0
	if forWaiting != nil {
		forWaiting.Missed = func(m, n int) { missed, of = m, n }
	}
	ran, ended := runBeside(t, heard, all, target, forWaiting)
	if ended == len(all) {
		heard.everyWord(t)
	}
	if of > 0 {
		t.Logf("%d of %d changes that were committed too late were missed", missed, of)
	}
	// Otherwise the check that nothing is missed would not see it.
	if of > 0 && missed == 0 {
		t.Errorf("of %d changes that were committed too late: got none missed, want some", of)
	}
	return ran
}

// runBeside makes the checks on both targets at the same time, with a client that hears the words where there is one.
func runBeside(t *testing.T, heard *heardWords, checks []gatewaytest.Check, target, forWaiting *gatewaytest.Target) (ran, ended int) {
	t.Helper()
	parts := map[string]*part{"at once": {target: target}}
	if forWaiting != nil {
		parts["waiting"] = &part{target: forWaiting}
	}
	for _, c := range checks {
		p := parts["waiting"]
		if p == nil || !c.Waits {
			p = parts["at once"]
		}
		p.checks = append(p.checks, c)
	}
	t.Run("checks", func(t *testing.T) {
		for name, p := range parts {
			if heard != nil {
				p.target.HTTP = &http.Client{Transport: heard}
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				p.ran, p.ended = runThese(t, p.target, p.checks)
			})
		}
	})
	for _, p := range parts {
		ran, ended = ran+p.ran, ended+p.ended
	}
	return ran, ended
}

// part are the checks that are made on one target, and how many of them ran and ended.
type part struct {
	target     *gatewaytest.Target
	checks     []gatewaytest.Check
	ran, ended int
}

// runThese makes those of the checks that fit the target, and counts them, and those that were not left out by name.
func runThese(t *testing.T, target *gatewaytest.Target, checks []gatewaytest.Check) (ran, ended int) {
	t.Helper()
	target.Changes = cmp.Or(*changes, target.Changes, patience.Few(80, 600))
	for _, c := range checks {
		if !c.Applies(target) {
			continue
		}
		ran++
		t.Run(c.Name, func(t *testing.T) {
			ended++
			ctx, cancel := context.WithTimeout(t.Context(), patience.Limit())
			defer cancel()
			if err := c.Run(ctx, target); err != nil {
				t.Error(err)
			}
		})
	}
	return ran, ended
}

// simulated starts a simulator, and gives it as a target.
func simulated(t *testing.T, path string, o iiqsim.Options) (*iiqsim.Sim, *gatewaytest.Target) {
	t.Helper()
	o.Seed, o.LockWait = 1, 10*time.Millisecond
	sim := iiqsim.New(o)
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	id, secret := sim.Credentials()
	return sim, &gatewaytest.Target{
		Root: sim.Root(base), Path: path, ClientID: id, ClientSecret: secret, Fixtures: &gatewaytest.Control{Base: base},
		Columns: []string{"displayName", "firstname", "lastname", "inactive", "workgroup", "manager.id", "department"},
	}
}

// switchedOn are the settings without which not every operation is offered.
func switchedOn() []string { return []string{"forward", "forwarding", "reviewDecisions"} }

func switchOn(sim *iiqsim.Sim) {
	on := "true"
	for _, name := range switchedOn() {
		sim.SetGateway(map[string]*string{name: &on})
	}
}

// asGateway asks the target what it can.
func asGateway(t *testing.T, target *gatewaytest.Target) *gatewaytest.Target {
	t.Helper()
	c, ok, err := gatewaytest.ReadCapabilities(t.Context(), target)
	if err != nil || !ok {
		t.Fatalf("capabilities: got a gateway %v, %v, want one", ok, err)
	}
	target.Operations = c.Operations
	return target
}

func TestTheSimulatorAsTheVendorsPlugin(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]iiqsim.Settings{
		"as it is by default": {},
		"in other shapes": {
			MembersAs: iiqsim.MembersObjects, GoneAs: iiqsim.GoneAsEmpty, SummariesAs: iiqsim.SummariesAttributes,
			CommentsAs:  iiqsim.CommentsChild,
			CompleterAs: iiqsim.CompleterName, DeniedFinished: true, DescriptionAs: iiqsim.DescriptionChild, NestedMarked: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, target := simulated(t, iiqsim.DefaultPluginPath, iiqsim.Options{Settings: settings})
			if ran := run(t, target, nil); ran < 15 {
				t.Errorf("got %d checks, want at least 15", ran)
			}
		})
	}
}

func TestTheSimulatorAsTheGateway(t *testing.T) {
	t.Parallel()
	gateway := func() *gatewaytest.Target {
		sim, target := simulated(t, iiqsim.GatewayPath, iiqsim.Options{Gateway: true})
		switchOn(sim)
		return asGateway(t, target)
	}
	if ran := run(t, gateway(), gateway()); ran != len(contract.Checks()) {
		t.Errorf("got %d checks, want all %d", ran, len(contract.Checks()))
	}
}

// A customer's IdentityIQ is read only: no check may then want a fixture.
func TestReadingAlone(t *testing.T) {
	t.Parallel()
	sim, target := simulated(t, iiqsim.GatewayPath, iiqsim.Options{Gateway: true})
	if err := sim.Load(iiqsim.Company(1, 30)); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := sim.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye",
			Requester: "Lee.Quinn"}); err != nil {
			t.Fatal(err)
		}
	}
	target.Fixtures = nil
	if ran := run(t, asGateway(t, target), nil); ran < 12 {
		t.Errorf("got %d checks, want at least 12", ran)
	}
	if writes := sim.Ledger(); len(writes) > 0 {
		t.Errorf("reading alone: got writes %+v, want none", writes)
	}
}
