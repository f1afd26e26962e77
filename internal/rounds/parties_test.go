package rounds_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

// strangers are items that do not say by id, nor by a name that is known, who requested them and who receives them.
func (s *env) strangers() {
	for id, change := range map[string]func(*approvals.WorkItem, *approvals.IdentityRequest){
		"mine by an odd name": func(w *approvals.WorkItem, q *approvals.IdentityRequest) {
			w.Requester, q.Requester = approvals.Ref{Name: "OKOYE, S"}, approvals.Ref{ID: "sam"}
		},
		"mine by a display name": func(w *approvals.WorkItem, _ *approvals.IdentityRequest) {
			w.Requester = approvals.Ref{Name: " d.  SAM"}
		},
		"for me, and nobody says so": func(w *approvals.WorkItem, q *approvals.IdentityRequest) {
			w.Target, q.Target = approvals.Ref{}, approvals.Ref{ID: "sam"}
		},
		"for nobody knows whom": func(w *approvals.WorkItem, _ *approvals.IdentityRequest) { w.Target = approvals.Ref{} },
		"another's by an odd name": func(w *approvals.WorkItem, q *approvals.IdentityRequest) {
			w.Requester, q.Requester = approvals.Ref{Name: "QUINN, L"}, approvals.Ref{ID: "lee"}
		},
		"another's by name":           func(w *approvals.WorkItem, _ *approvals.IdentityRequest) { w.Requester = approvals.Ref{Name: "LEE.X"} },
		"another's by a display name": func(w *approvals.WorkItem, _ *approvals.IdentityRequest) { w.Target = approvals.Ref{Name: "D. lee"} },
		"about a role": func(w *approvals.WorkItem, _ *approvals.IdentityRequest) {
			w.Target, w.TargetIsThing = approvals.Ref{}, true
		},
	} {
		w := jobstest.Request(id, "sam")
		q := approvals.IdentityRequest{Name: w.RequestName}
		change(&w, &q)
		s.IIQ.Put(w)
		s.IIQ.Requests[w.RequestName] = q
	}
}

// decide is a click of Sam's; it gives the refusal.
func (s *env) decide(item string) error {
	_, err := s.Decide(s.T.Context(), approvals.Click{ID: uuid.NewString(), WorkItemID: item, Verdict: approvals.Approve,
		Person: approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-sam"},
			Identity: approvals.Identity{ID: "sam", Name: "sam.x", Display: "D. sam", ActivityKnown: true}}})
	return err
}

// Whose request an item is is asked once for a page of items, before their cards go out, and kept. In doubt it is nobody's to
// decide here.
func TestWhoRequestedAnItemIsAskedAPageAtATime(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.strangers()
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Drain()
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	if got := strings.Count(strings.Join(s.IIQ.Done, " "), "requests"); got != 1 {
		t.Errorf("IIQ was asked %d times, want once for all of them", got)
	}
	for id := range s.IIQ.Items {
		want := !strings.HasPrefix(id, "mine") && !strings.HasPrefix(id, "for ")
		v, err := s.ViewFor(t.Context(), id, "sam")
		s.Must(err)
		if got := v.Phase == approvals.PhaseOpen; got != want {
			t.Errorf("%s: Sam's card can be decided: %t, want %t", id, got, want)
		}
		err = s.decide(id)
		r, refused := approvals.AsRefusal(err)
		if refused == want || refused && r.Code != approvals.RefusedSelf && r.Code != approvals.RefusedUnknownPeople {
			t.Errorf("%s: the click came to %v, want it taken: %t", id, err, want)
		}
	}
	s.Drain()
	s.Want("4", `SELECT count(*) FROM decisions WHERE state = 'recorded'`)
}

// An IIQ that does not tell now leaves a link, and the buttons come when it does.
func TestCardsGetTheirButtonsWhenItIsKnownWhoseRequestItIs(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.strangers()
	s.IIQ.Fails("requests", jobstest.ErrAway)
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Drain()
	const item = "another's by an odd name"
	if _, refused := approvals.AsRefusal(s.decide(item)); !refused {
		t.Error("nobody knows whose request it is, and the click was taken")
	}
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Drain()
	s.Must(s.decide(item))
	s.Drain()
	s.Want("recorded", `SELECT state FROM decisions`)
}
