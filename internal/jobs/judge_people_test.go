package jobs_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

// The item says something else right before the write than at the click: its request is asked then.
func TestWhoRequestedAnItemIsLookedAtBeforeTheWrite(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		by   approvals.Ref
		want string
	}{
		"an odd name, and it is the decider": {approvals.Ref{ID: "sam"}, "refused self open "},
		// It is another who requests it than the card said, as far as anybody can tell.
		"an odd name, and it is another": {approvals.Ref{ID: "lee"}, "refused changed open "},
		"an odd name, and nobody says":   {approvals.Ref{}, "refused unknown_people open "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			w := jobstest.Request("i1", "sam")
			w.Requester = approvals.Ref{Name: "SOMEBODY, S"}
			s.IIQ.Put(w)
			s.IIQ.Requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1", Requester: tc.by}
			s.Attempt()
			s.Want(tc.want, decided)
		})
	}
}
