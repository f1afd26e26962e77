package rounds_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/rounds"
)

// sweeper is the round before the gateway, with so many bare rows a page.
func (s *gatewayEnv) sweeper(states int) *rounds.Reconcile {
	s.T.Helper()
	page := fmt.Sprint(states)
	s.sim.SetGateway(map[string]*string{"states": &page})
	s.client.AskGateway(s.T.Context())
	r := s.Reconcile()
	r.Items, r.Requests, r.Bulk, r.Log = simItems{s.client}, s.client, s.client, s.said.Logger()
	return r
}

func (s *gatewayEnv) reconciles(r *rounds.Reconcile) {
	s.T.Helper()
	s.lines.forget()
	s.Must(r.Run(s.T.Context(), s.Lease("reconcile")))
}

// calls are what one round may ask.
type sweepCalls struct{ states, outcomes, requests, items int }

func (s *gatewayEnv) asked(what string, want sweepCalls) {
	s.T.Helper()
	got := sweepCalls{s.lines.calls("/states/WorkItem"), s.lines.calls("/outcomes"), s.lines.calls("/object/IdentityRequest"),
		s.lines.calls("/object/WorkItem")}
	if got != want {
		s.T.Errorf("%s: got the calls %+v, want %+v", what, got, want)
	}
}

// The calls of a round grow with the pages of bare rows, and with what has changed by the hundred, not with the items.
func TestCallsOfASweepGrowWithPages(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 250)
	const page = 20
	n := 4*page + 10
	n = patience.Few(n, 8*n)
	specs := make([]iiqsim.ItemSpec, n)
	for i := range specs {
		specs[i] = iiqsim.ItemSpec{Owner: "Sam.Okoye", Requester: "Lee.Quinn", Target: "Lee.Quinn", Template: iiqsim.TemplateRole}
	}
	items, err := s.sim.AddMany(specs)
	s.Must(err)
	slices.SortFunc(items, func(a, b iiqsim.WorkItem) int { return strings.Compare(a.ID, b.ID) })
	s.polls()
	r := s.sweeper(page)
	pages := (n+page-1)/page + 1
	s.reconciles(r)
	s.asked("nothing has changed", sweepCalls{states: pages})
	for _, w := range items[:60] {
		s.Must(s.sim.Approve(w.ID, "Sam.Okoye", "fine"))
	}
	s.Must(s.sim.Forward(items[70].ID, "Nora.Lind"))
	s.reconciles(r)
	// Those that ended are in the range of one page; the names of 50 requests go into one call.
	s.asked("60 ended, one was forwarded", sweepCalls{states: (n-60+page-1)/page + 1, outcomes: 1, requests: 2, items: 1})
	s.Want("60", `SELECT count(*) FROM work_items WHERE state = 'closed' AND outcome = 'approved'`)
	s.knows()
	// A reminder changes nothing but the stamp: the item is read once.
	s.Must(s.sim.Restamp(items[80].ID, items[80].Created, time.Now().UnixMilli()))
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
			s.Must(end(ids[want]))
		}
		s.reconciles(r)
		// Nothing tells of the one that was deleted, so it is read twice.
		s.Want("open", `SELECT state FROM work_items WHERE id = $1`, ids["closed completed  "])
		s.reconciles(r)
		for want, id := range ids {
			s.Want(want, `SELECT concat_ws(' ', state, outcome, outcome_by, outcome_comment) FROM work_items WHERE id = $1`, id)
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
			s.Must(err)
		}, 3},
		"gone":          {func() { s.lines.lacks("/states/WorkItem", http.StatusNotFound) }, 3},
		"gone later":    {func() { s.lines.between("/states/WorkItem", func() { s.lines.lacks("/states/WorkItem", 500) }) }, 3},
		"outcomes fail": {func() { s.sim.SetListsEmpty(true); s.lines.lacks("/outcomes", http.StatusNotFound) }, 1},
	} {
		c.spoil()
		for range c.rounds {
			_ = r.Run(t.Context(), s.Lease("reconcile"))
		}
		if got := s.One(`SELECT count(*) FROM work_items WHERE state = 'open'`); got != "5" {
			t.Errorf("%s: got %s items open, want all 5", name, got)
		}
		s.sim.SetListsEmpty(false)
		s.sim.ClearFaults()
		s.lines.between("/states/WorkItem", nil)
		s.lines.lacks("/states/WorkItem", 0)
		s.lines.lacks("/outcomes", 0)
		s.Exec(`DELETE FROM absences`)
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
	s.Must(s.sim.Deny(open[0].ID, "Nora.Lind", "no"))
	s.Must(s.sim.Deny(open[5].ID, "Nora.Lind", "no"))
	s.lines.between("/states/WorkItem", func() { s.lines.lacks("/states/WorkItem", 500) })
	s.reconciles(r)
	s.Want("2", `SELECT count(*) FROM work_items WHERE outcome = 'denied'`)
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
	s.Must(err)
	closed := s.sim.OpenItems()[0]
	s.Exec(`UPDATE work_items SET state = 'closed', outcome = 'completed', closed_at = now() WHERE id = $1`, closed.ID)
	r := s.sweeper(10)
	s.reconciles(r)
	s.asked("all are left to the poll for a while", sweepCalls{states: 2})
	for _, id := range []string{missed.ID, form.ID, closed.ID} {
		s.Must(s.sim.Restamp(id, time.Now().Add(-time.Hour).UnixMilli(), 0))
	}
	s.reconciles(r)
	s.asked("three are not open here, one of which is open again", sweepCalls{states: 2, requests: 1, items: 2})
	s.Want("open waiting", `SELECT w.state || ' ' || c.state FROM work_items w JOIN cards c ON c.work_item_id = w.id WHERE w.id = $1`, missed.ID)
	s.Want("open", `SELECT state FROM work_items WHERE id = $1`, closed.ID)
	s.Want("0", `SELECT count(*) FROM work_items WHERE id = $1`, form.ID)
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
	s.Must(s.sim.Deny(w.ID, "Nora.Lind", "no"))
	s.reconciles(r)
	s.Must(s.sim.Reopen(w.ID))
	s.polls()
	s.reconciles(r)
	s.Want("open 2", `SELECT state || ' ' || round FROM work_items`)
	s.Must(s.sim.DeleteWithoutTrace(w.ID))
	for range 2 {
		s.reconciles(r)
	}
	s.Want("closed completed", `SELECT state || ' ' || outcome FROM work_items`)
}
