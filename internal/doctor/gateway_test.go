package doctor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/doctor"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// examined runs the checks against a simulator with something in it.
func examined(t *testing.T, path string, prepare func(*iiqsim.Sim)) ([]doctor.Finding, *iiqsim.Sim) {
	t.Helper()
	sim := iiqsim.New(iiqsim.Options{Gateway: true, Seed: 1})
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	if err := sim.Load(iiqsim.Company(1, 30)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		spec := iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn"}
		if _, err := sim.AddWorkItem(spec); err != nil {
			t.Fatal(err)
		}
	}
	prepare(sim)
	id, secret := sim.Credentials()
	g := doctor.Gateway{Target: &gatewaytest.Target{Root: sim.Root(base), Path: path, ClientID: id, ClientSecret: secret, Quiet: true}}
	same := func(s string) string { return s }
	return doctor.ExamineGateway(t.Context(), g, time.Now, same, func(doctor.Finding) {}), sim
}

func results(found []doctor.Finding) (ok, warn int, failed []string) {
	for _, f := range found {
		switch f.Result {
		case doctor.OK:
			ok++
		case doctor.Look:
		case doctor.Warn:
			warn++
		default:
			failed = append(failed, f.Detail)
		}
	}
	return ok, warn, failed
}

func TestTheGatewayIsExaminedByReadingAlone(t *testing.T) {
	t.Parallel()
	found, sim := examined(t, iiqsim.GatewayPath, func(*iiqsim.Sim) {})
	if ok, warn, failed := results(found); ok < 18 || warn > 1 || len(failed) > 0 {
		t.Errorf("a gateway: got %d well, %d warnings, failed %q, want 18 and more, and a warning of the callers alone", ok, warn, failed)
	}
	if writes := sim.Ledger(); len(writes) > 0 {
		t.Errorf("got writes %+v, want none", writes)
	}
}

func TestTheVendorsPluginIsExamined(t *testing.T) {
	t.Parallel()
	found, _ := examined(t, iiqsim.DefaultPluginPath, func(*iiqsim.Sim) {})
	if ok, warn, failed := results(found); ok < 8 || warn != 0 || len(failed) > 0 {
		t.Errorf("the vendor's plugin: got %d well, %d warnings, failed %q, want 8 and more, none, none", ok, warn, failed)
	}
}

func TestWhatAGatewayLacksIsAFailure(t *testing.T) {
	t.Parallel()
	found, _ := examined(t, iiqsim.GatewayPath, func(s *iiqsim.Sim) {
		fault := iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 404, Path: "/table/Identity"}
		if _, err := s.AddFault(fault); err != nil {
			t.Fatal(err)
		}
	})
	_, _, failed := results(found)
	if len(failed) == 0 || !strings.Contains(strings.Join(failed, "\n"), "identities") {
		t.Errorf("got the failures %q, want one of the identities", failed)
	}
	for _, f := range failed {
		if strings.Contains(f, "Sam.Okoye") || strings.Contains(f, "<html") {
			t.Errorf("got %q, want nothing of what was answered", f)
		}
	}
}
