package jobs_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/patience"
)

// sweeper is the round before the gateway, with so many bare rows a page.
func (s *gatewayEnv) sweeper(states int) *jobs.Reconcile {
	s.t.Helper()
	page := fmt.Sprint(states)
	s.sim.SetGateway(map[string]*string{"states": &page})
	s.client.AskGateway(s.t.Context())
	r := s.reconcile()
	r.Items, r.Requests, r.Bulk, r.Log = simItems{s.client}, s.client, s.client, s.said.Logger()
	return r
}

func (s *gatewayEnv) reconciles(r *jobs.Reconcile) {
	s.t.Helper()
	s.lines.forget()
	s.must(r.Run(s.t.Context(), s.lease("reconcile")))
}

// calls are what one round may ask.
type sweepCalls struct{ states, outcomes, requests, items int }

func (s *gatewayEnv) asked(what string, want sweepCalls) {
	s.t.Helper()
	got := sweepCalls{s.lines.calls("/states/WorkItem"), s.lines.calls("/outcomes"), s.lines.calls("/object/IdentityRequest"),
		s.lines.calls("/object/WorkItem")}
	if got != want {
		s.t.Errorf("%s: got the calls %+v, want %+v", what, got, want)
	}
}

// The calls of a round grow with the pages of bare rows, and with what has changed by the hundred, not with the items.
func TestCallsOfASweepGrowWithPages(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 250)
	const page = 20
	n := 4*page + 10
	n = patience.Few(n, 20*n)
	specs := make([]iiqsim.ItemSpec, n)
	for i := range specs {
		specs[i] = iiqsim.ItemSpec{Owner: "Sam.Okoye", Requester: "Lee.Quinn", Target: "Lee.Quinn", Template: iiqsim.TemplateRole}
	}
	items, err := s.sim.AddMany(specs)
	s.must(err)
	slices.SortFunc(items, func(a, b iiqsim.WorkItem) int { return strings.Compare(a.ID, b.ID) })
	s.polls()
	r := s.sweeper(page)
	pages := (n+page-1)/page + 1
	s.reconciles(r)
	s.asked("nothing has changed", sweepCalls{states: pages})
	for _, w := range items[:60] {
		s.must(s.sim.Approve(w.ID, "Sam.Okoye", "fine"))
	}
	s.must(s.sim.Forward(items[70].ID, "Nora.Lind"))
	s.reconciles(r)
	// Those that ended are in the range of one page; the names of 50 requests go into one call.
	s.asked("60 ended, one was forwarded", sweepCalls{states: (n-60+page-1)/page + 1, outcomes: 1, requests: 2, items: 1})
	s.want("60", `SELECT count(*) FROM work_items WHERE state = 'closed' AND outcome = 'approved'`)
	s.knows()
	// A reminder changes nothing but the stamp: the item is read once.
	s.must(s.sim.Restamp(items[80].ID, items[80].Created, time.Now().UnixMilli()))
	s.reconciles(r)
	s.asked("one was stamped", sweepCalls{states: (n-60+page-1)/page + 1, items: 1})
	s.reconciles(r)
	s.asked("the stamp is known", sweepCalls{states: (n-60+page-1)/page + 1})
}

// Cards tell of each end as they did when each item was asked for.
func TestASweepTellsHowItemsEnded(t *testing.T) {
	t.Parallel()
	for _, bulk := range []bool{true, false} {
		s := newGatewayEnv(t, 10)
		ends := map[string]func(id string) error{
			"closed approved Nora.Lind fine": func(id string) error { return s.sim.Approve(id, "Nora.Lind", "fine") },
			"closed denied Nora.Lind no":     func(id string) error { return s.sim.Deny(id, "Nora.Lind", "no") },
			"closed expired  ":               s.sim.Expire,
			"open   ":                        func(string) error { return nil },
			"closed completed  ":             s.sim.DeleteWithoutTrace,
		}
		ids := map[string]string{}
		for want := range ends {
			ids[want] = s.add().ID
		}
		s.polls()
		r := s.sweeper(2)
		if !bulk {
			r.Bulk = nil
		}
		for want, end := range ends {
			s.must(end(ids[want]))
		}
		s.reconciles(r)
		// Nothing tells of the one that was deleted, so it is read twice.
		s.want("open", `SELECT state FROM work_items WHERE id = $1`, ids["closed completed  "])
		s.reconciles(r)
		for want, id := range ids {
			s.want(want, `SELECT concat_ws(' ', state, outcome, outcome_by, outcome_comment) FROM work_items WHERE id = $1`, id)
		}
		if calls := s.lines.calls("/states/WorkItem"); (calls > 0) != bulk {
			t.Errorf("with bulk reads %t: got %d sweeps over bare rows", bulk, calls)
		}
	}
}

// A sweep that is empty, cut or refused closes nothing, and the round goes on by ids where it can.
func TestAPoorSweepClosesNothing(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 10)
	for range 5 {
		s.add()
	}
	s.polls()
	r := s.sweeper(2)
	for name, c := range map[string]struct {
		spoil func()
		// rounds is how often it lasts. Two witnessed readings of a list are believed where no gateway says otherwise.
		rounds int
	}{
		"empty": {func() { s.sim.SetListsEmpty(true) }, 3},
		"cut": {func() {
			_, err := s.sim.AddFault(iiqsim.Fault{Kind: iiqsim.FaultTruncate, Path: "/states/WorkItem"})
			s.must(err)
		}, 3},
		"gone":          {func() { s.lines.lacks("/states/WorkItem", http.StatusNotFound) }, 3},
		"gone later":    {func() { s.lines.between("/states/WorkItem", func() { s.lines.lacks("/states/WorkItem", 500) }) }, 3},
		"outcomes fail": {func() { s.sim.SetListsEmpty(true); s.lines.lacks("/outcomes", http.StatusNotFound) }, 1},
	} {
		c.spoil()
		for range c.rounds {
			_ = r.Run(t.Context(), s.lease("reconcile"))
		}
		if got := s.one(`SELECT count(*) FROM work_items WHERE state = 'open'`); got != "5" {
			t.Errorf("%s: got %s items open, want all 5", name, got)
		}
		s.sim.SetListsEmpty(false)
		s.sim.ClearFaults()
		s.lines.between("/states/WorkItem", nil)
		s.lines.lacks("/states/WorkItem", 0)
		s.lines.lacks("/outcomes", 0)
		s.exec(`DELETE FROM absences`)
	}
}

// Where the bare rows end early, what ended is found by ids all the same.
func TestASweepThatBreaksOffGoesOnByIDs(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 10)
	for range 6 {
		s.add()
	}
	s.polls()
	r := s.sweeper(2)
	open := s.sim.OpenItems()
	s.must(s.sim.Deny(open[0].ID, "Nora.Lind", "no"))
	s.must(s.sim.Deny(open[5].ID, "Nora.Lind", "no"))
	s.lines.between("/states/WorkItem", func() { s.lines.lacks("/states/WorkItem", 500) })
	s.reconciles(r)
	s.want("2", `SELECT count(*) FROM work_items WHERE outcome = 'denied'`)
	s.asked("one page, and the others by ids until none is left", sweepCalls{states: 2, outcomes: 2, requests: 2, items: 2})
}

// What no poll has shown is met by the sweep. What leaves no trace here is asked for once, and not with each round.
func TestASweepMeetsWhatNoPollHasShown(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 10)
	s.add()
	s.polls()
	missed := s.add()
	form, err := s.sim.AddWorkItem(iiqsim.ItemSpec{Owner: "Sam.Okoye", Item: iiqsim.WorkItem{Type: "Task"}})
	s.must(err)
	closed := s.sim.OpenItems()[0]
	s.exec(`UPDATE work_items SET state = 'closed', outcome = 'completed', closed_at = now() WHERE id = $1`, closed.ID)
	r := s.sweeper(10)
	s.reconciles(r)
	s.asked("all are left to the poll for a while", sweepCalls{states: 2})
	for _, id := range []string{missed.ID, form.ID, closed.ID} {
		s.must(s.sim.Restamp(id, time.Now().Add(-time.Hour).UnixMilli(), 0))
	}
	s.reconciles(r)
	s.asked("three are not open here, one of which is open again", sweepCalls{states: 2, requests: 1, items: 2})
	s.want("open waiting", `SELECT w.state || ' ' || c.state FROM work_items w JOIN cards c ON c.work_item_id = w.id WHERE w.id = $1`, missed.ID)
	s.want("open", `SELECT state FROM work_items WHERE id = $1`, closed.ID)
	s.want("0", `SELECT count(*) FROM work_items WHERE id = $1`, form.ID)
	s.reconciles(r)
	s.asked("one leaves no trace", sweepCalls{states: 2})
}

// Of an item that was opened again the gateway's word counts for nothing, since it may be of an earlier round.
func TestAnEndOfAnEarlierRoundIsNotTakenFromTheGateway(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 10)
	w := s.add()
	s.polls()
	r := s.sweeper(10)
	s.must(s.sim.Deny(w.ID, "Nora.Lind", "no"))
	s.reconciles(r)
	s.must(s.sim.Reopen(w.ID))
	s.polls()
	s.reconciles(r)
	s.want("open 2", `SELECT state || ' ' || round FROM work_items`)
	s.must(s.sim.DeleteWithoutTrace(w.ID))
	for range 2 {
		s.reconciles(r)
	}
	s.want("closed completed", `SELECT state || ' ' || outcome FROM work_items`)
}

// fates is a gateway that says what it is told to, and lists nothing.
type fates struct {
	told approvals.ToldOutcome
	err  error
}

func (f *fates) WorkItemStates(context.Context, string) ([]approvals.BareItem, error) {
	return nil, approvals.ErrNotOffered
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
		"away":                 {fates{err: errAway}, "retry", "open "},
	} {
		s := newEnv(t)
		s.submit.Bulk = &c.gateway
		s.iiq.stories = map[string]*approvals.ApprovalSummary{"i1": nil}
		s.see(request("i1", "sam"))
		s.click("sam", "i1", approvals.Approve, "")
		s.iiq.fails("answer", approvals.ErrOutcomeUnknown)
		if got := s.attempt(); got != "retry" {
			t.Errorf("%s: the first attempt ended as %q, want a retry", name, got)
		}
		if got := s.attempt(); got != c.want {
			t.Errorf("%s: the second attempt ended as %q, want %q", name, got, c.want)
		}
		s.want(c.item, `SELECT state || ' ' || outcome FROM work_items`)
		if c.gateway.told.Fate == approvals.FateOpen {
			s.later(time.Hour)
			if got := s.attempt(); got != "retry" {
				t.Errorf("%s: an hour later the attempt ended as %q, want a retry", name, got)
			}
		}
	}
}
