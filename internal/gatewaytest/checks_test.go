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

// run makes every check that fits the target, and counts those that ran.
func run(t *testing.T, target *gatewaytest.Target) int {
	t.Helper()
	heard := &heardWords{}
	target.HTTP = &http.Client{Transport: heard}
	ran, ended := runThese(t, target, contract.Checks())
	if ended == len(contract.Checks()) {
		heard.everyWord(t)
	}
	return ran
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
			if ran := run(t, target); ran < 15 {
				t.Errorf("got %d checks, want at least 15", ran)
			}
		})
	}
}

func TestTheSimulatorAsTheGateway(t *testing.T) {
	t.Parallel()
	sim, target := simulated(t, iiqsim.GatewayPath, iiqsim.Options{Gateway: true})
	switchOn(sim)
	if ran := run(t, asGateway(t, target)); ran != len(contract.Checks()) {
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
	if ran := run(t, asGateway(t, target)); ran < 12 {
		t.Errorf("got %d checks, want at least 12", ran)
	}
	if writes := sim.Ledger(); len(writes) > 0 {
		t.Errorf("reading alone: got writes %+v, want none", writes)
	}
}
