package doctor

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestTheTrialWorkflowIsExamined(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sim, workflow string
		decides       bool
		result        Result
		says          string
	}{
		"it only reads":                      {iiqsim.TrialReads, iiqsim.TrialWorkflow, false, OK, "rights [read]"},
		"it decides, as does the bot":        {iiqsim.TrialDecides, iiqsim.TrialWorkflow, true, OK, "rights [read decide]"},
		"it only reads, and the bot decides": {iiqsim.TrialReads, iiqsim.TrialWorkflow, true, Fail, "only reads"},
		"it decides, and the bot only reads": {iiqsim.TrialDecides, iiqsim.TrialWorkflow, false, Warn, "for whoever may launch it"},
		"another name":                       {iiqsim.TrialReads, "Another", false, Fail, "no workflow"},
		"it is not there":                    {"", iiqsim.TrialWorkflow, false, Fail, "no workflow"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := iiqsim.New(iiqsim.Options{Seed: 1, Trial: tc.sim})
			base, stop, err := sim.Start("")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { sim.Close(); stop() })
			id, secret := sim.Credentials()
			cfg := iiq.Config{RootURL: sim.Root(base), ClientID: id, ClientSecret: secret, Timeout: 2 * time.Second,
				TrialWorkflow: tc.workflow, TrialDecides: tc.decides}
			client, err := iiq.New(cfg, nil, time.Now, slog.New(slog.DiscardHandler), nil)
			if err != nil {
				t.Fatal(err)
			}
			p := &patient{Settings: Settings{IIQ: &IIQ{}, Clock: time.Now},
				report: report{clean: func(s string) string { return s }, tell: func(Finding) {}}}
			p.iiqTrial(t.Context(), &source{client: client, wire: newWire(time.Now)},
				Trial{tc.workflow, tc.decides, "EVERY workflow", "end it"})
			if len(p.found) != 2 || p.found[0].Result != Warn || !strings.Contains(p.found[0].Detail, "EVERY workflow") {
				t.Fatalf("got %+v, want the warning first, and what was found", p.found)
			}
			if got := p.found[1]; got.Result != tc.result || !strings.Contains(got.Detail, tc.says) {
				t.Errorf("got %+v, want %v that says %q", got, tc.result, tc.says)
			}
		})
	}
}
