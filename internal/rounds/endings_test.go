package rounds_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// sams is how sam's approval stands in an identity request.
func sams(ended time.Time) approvals.ApprovalSummary {
	return approvals.ApprovalSummary{State: approvals.StateFinished, Completer: "sam.x", Comments: []string{"(D. sam, in Slack)"},
		Ended: ended}
}

// reopened makes an item that has ended once, as the summary tells, and is open again.
func reopened(t *testing.T, first approvals.ApprovalSummary) *env {
	t.Helper()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.IIQ.End("i1", first)
	at, err := s.Now(t.Context())
	s.Must(err)
	_, err = s.Gone(t.Context(), schedule.Lease{}, at, "i1", approvals.OutcomeFrom(first, s.Clock()))
	s.Must(err)
	s.See(jobstest.Request("i1", "sam"))
	s.Want("2", `SELECT round FROM work_items`)
	return s
}

// Whatever IIQ's clock does, an ending of an earlier round says nothing of this one, and one of this round does.
func TestSummaryOfAnEarlierRoundSaysNothingOfThisOne(t *testing.T) {
	t.Parallel()
	noon := time.UnixMilli(1767000100000)
	for name, tc := range map[string]struct{ first, second time.Time }{
		"in order":                       {noon, noon.Add(time.Hour)},
		"IIQ's clock jumped back":        {noon, noon.Add(-5 * time.Minute)},
		"IIQ does not tell the time":     {},
		"both at the same moment":        {noon, noon},
		"only the first one is not told": {time.Time{}, noon},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Run("the write was not taken", func(t *testing.T) {
				t.Parallel()
				s := reopened(t, sams(tc.first))
				s.Click("sam", "i1", approvals.Approve, "")
				s.IIQ.Fails("put", approvals.ErrOutcomeUnknown)
				s.Attempt()
				s.IIQ.End("i1", approvals.ApprovalSummary{})
				s.Later(3 * time.Minute)
				if got := s.Attempt(); got != "retry" {
					t.Errorf(`an item that is missing once ended the attempt as %q, want "retry"`, got)
				}
				if got := s.Attempt(); got != "unheard" {
					t.Errorf(`the attempt ended as %q, of an ending that is over, want "unheard"`, got)
				}
				s.Want("refused unheard closed completed", decided)
			})
			t.Run("the write was taken", func(t *testing.T) {
				t.Parallel()
				s := reopened(t, sams(tc.first))
				s.Click("sam", "i1", approvals.Approve, "")
				s.IIQ.Now = tc.second
				s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
				s.Attempt()
				if got := s.Attempt(); got != "recorded" {
					t.Errorf(`the attempt ended as %q, want "recorded"`, got)
				}
			})
		})
	}
}

func TestReconciliationLearnsWhatIsOver(t *testing.T) {
	t.Parallel()
	noon := time.UnixMilli(1767000100000)
	s := reopened(t, sams(noon))
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "nora.x", Ended: noon.Add(-time.Minute)})
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.Want("closed denied D. nora", `SELECT concat_ws(' ', state, outcome, outcome_by) FROM work_items`)
}

func TestNobodyGuessesHowAReopenedItemEnded(t *testing.T) {
	t.Parallel()
	s := reopened(t, sams(time.UnixMilli(1767000100000)))
	s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "nora.x", Ended: time.UnixMilli(1767000200000)})
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.Want("closed completed", `SELECT concat_ws(' ', state, outcome, nullif(outcome_by, '')) FROM work_items`)
}

func TestAnItemThatEndedMeanwhileTeachesNothing(t *testing.T) {
	t.Parallel()
	s := reopened(t, sams(time.UnixMilli(1767000100000)))
	h := s.IIQ.Stops("request")
	ended := make(chan error, 1)
	go func() { ended <- s.Reconcile().Run(t.Context(), s.Lease("reconcile")) }()
	h.Wait(t)
	s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "nora.x"})
	h.Wake()
	s.Must(patience.Receive(t, "the end", ended))
	s.Want("", `SELECT earlier_endings FROM work_items`)
}
