package iiq_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// The client works by the trial workflow as by a plugin, and does not know.
func TestTheClientByTheTrialWorkflow(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		workflow         string
		bot, shadow, may bool
	}{
		"only read": {iiqsim.TrialReads, false, false, false},
		"the bot may decide, the workflow does not":    {iiqsim.TrialReads, true, false, false},
		"the workflow would decide, the bot must not":  {iiqsim.TrialDecides, false, false, false},
		"a shadow decides nothing, whatever the trial": {iiqsim.TrialDecides, true, true, false},
		"both may decide": {iiqsim.TrialDecides, true, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{Seed: 1, Trial: tc.workflow}, func(c *iiq.Config) {
				c.TrialWorkflow, c.TrialDecides, c.ReadOnly = iiqsim.TrialWorkflow, tc.bot, tc.shadow
			})
			b.people()
			id, err := b.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn",
				Target: "Dana.Reyes"})
			b.must(err)
			if !b.AskGateway(t.Context()) {
				t.Fatal("the workflow did not answer")
			}
			if g, seen := b.Gateway(); !seen || len(g.Rights) != map[string]int{iiqsim.TrialReads: 1, iiqsim.TrialDecides: 2}[tc.workflow] {
				t.Errorf("got the gateway %+v, %v, want one with the workflow's rights", g, seen)
			}
			page, err := b.WorkItems(t.Context(), iiq.WorkItemQuery{Limit: 10, OrderBy: "-created"})
			if err != nil || len(page.Items) != 1 || page.Items[0].ID != id.ID {
				t.Fatalf("got %+v, %v, want the one item", page.Items, err)
			}
			item := page.Items[0]
			_, err = b.Decide(t.Context(), approvals.Write{WorkItemID: item.ID, ApproverID: item.Owner.ID, State: approvals.StateFinished,
				Comment: "fine", Key: "k1"})
			if (err == nil) != tc.may {
				t.Errorf("a decision: got %v, want it taken %v", err, tc.may)
			}
			if n := len(b.Ledger()); (n == 1) != tc.may {
				t.Errorf("got %d writes, want one %v", n, tc.may)
			}
		})
	}
}
