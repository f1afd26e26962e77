package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

// fates is a gateway that says what it is told to.
type fates struct {
	told approvals.ToldOutcome
	err  error
}

func (f *fates) Outcomes(_ context.Context, asked []approvals.OutcomeQuestion) ([]approvals.ToldOutcome, error) {
	if f.err != nil {
		return nil, f.err
	}
	f.told.WorkItemID = asked[0].WorkItemID
	return []approvals.ToldOutcome{f.told}, nil
}

// A decision whose item is gone, and of which the identity request tells nothing, ends as the gateway knows. What the gateway has open is
// not gone, whatever the list says.
func TestTheGatewayKnowsHowAnItemEnded(t *testing.T) {
	t.Parallel()
	by := func(state approvals.ItemState, who string) approvals.ToldOutcome {
		return approvals.ToldOutcome{Fate: approvals.FateDecided, Summary: approvals.ApprovalSummary{State: state, Completer: who}}
	}
	for name, c := range map[string]struct {
		gateway fates
		// want is how the second attempt ends, the first of which was sent and got no answer; item is what is told of the item.
		want, item string
	}{
		"it was this decision": {fates{told: by(approvals.StateFinished, "sam.x")}, "recorded", "closed approved"},
		"somebody else":        {fates{told: by(approvals.StateRejected, "nora.x")}, "too_late", "closed denied"},
		"nothing is known":     {fates{told: approvals.ToldOutcome{Fate: approvals.FateUnknown}}, "retry", "open "},
		"it is open":           {fates{told: approvals.ToldOutcome{Fate: approvals.FateOpen}}, "retry", "open "},
		"not offered":          {fates{err: approvals.ErrNotOffered}, "retry", "open "},
		"away":                 {fates{err: jobstest.ErrAway}, "retry", "open "},
	} {
		s := newEnv(t)
		s.Submit.Outcomes = &c.gateway
		s.IIQ.Stories = map[string]*approvals.ApprovalSummary{"i1": nil}
		s.See(jobstest.Request("i1", "sam"))
		s.Click("sam", "i1", approvals.Approve, "")
		s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
		if got := s.Attempt(); got != "retry" {
			t.Errorf("%s: the first attempt ended as %q, want a retry", name, got)
		}
		if got := s.Attempt(); got != c.want {
			t.Errorf("%s: the second attempt ended as %q, want %q", name, got, c.want)
		}
		s.Want(c.item, `SELECT state || ' ' || outcome FROM work_items`)
		if c.gateway.told.Fate == approvals.FateOpen {
			s.Later(time.Hour)
			if got := s.Attempt(); got != "retry" {
				t.Errorf("%s: an hour later the attempt ended as %q, want a retry", name, got)
			}
		}
	}
}
