package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/store"
)

// lineShop has an item of four lines, of which the last is denied already, for a workgroup of two, and a gateway that takes single lines
// for as long as takes is true.
func lineShop(t *testing.T) (s *env, takes *atomic.Bool) {
	t.Helper()
	takes = &atomic.Bool{}
	takes.Store(true)
	s = newEnv(t, func(c *store.Config) { c.Policy.Lines, c.TakesLines = true, takes.Load })
	s.SeeOfGroup(fourLines)
	return s, takes
}

func fourLines(w *approvals.WorkItem) {
	w.Lines = nil
	for n := range 4 {
		w.Lines = append(w.Lines, approvals.ApprovalItem{ID: fmt.Sprint("l", n+1), Operation: "Add", Application: "Ledger",
			Name: "right", Value: fmt.Sprint("right ", n+1)})
	}
	w.Lines[3].State = approvals.StateRejected
}

// two approvals and a denial, of the lines that are open in the shop.
func mixedLines() approvals.LineDecisions {
	return approvals.LineDecisions{{LineID: "l1", Verdict: approvals.Approve}, {LineID: "l2", Verdict: approvals.Deny},
		{LineID: "l3", Verdict: approvals.Approve}}
}

func (s *env) clickLines(who string) {
	s.T.Helper()
	s.ClickLines(who, "i1", approvals.Deny, mixedLines(), "Too wide.")
}

// sameMixedEnd: one write of all lines, one recorded decision, and both copies of the card tell so.
func sameMixedEnd(s *env) {
	s.T.Helper()
	writes := s.IIQ.Written()
	if len(writes) != 1 || writes[0].State != "" || !slices.Equal(writes[0].Lines, mixedLines()) {
		s.T.Errorf("IIQ took %+v, want one write of the lines", writes)
	}
	s.Want("recorded  closed mixed", decided)
	s.Want(`{"denied": 2, "approved": 2}`, `SELECT outcome_counts FROM work_items`)
	s.Want("0", `SELECT count(*) FROM cards WHERE shown < want`)
	for _, user := range []string{"U-sam", "U-nora"} {
		m := s.Slack.Of(user)
		if len(m) != 1 || m[0].Phase != approvals.PhaseEnded || m[0].Outcome != approvals.OutcomeMixed {
			s.T.Errorf("%s has %+v, want one card that ended mixed", user, m)
		}
	}
}

// A worker dies at each step of a decision line by line, another one goes on, and the dead one wakes up long after.
func TestWorkerStopsAtEachStepOfADecisionLineByLine(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(*env) *jobstest.Hold{
		"claimed, before the item is read":          func(s *env) *jobstest.Hold { return s.IIQ.Stops("read") },
		"claimed, before the decider is looked at":  func(s *env) *jobstest.Hold { return s.People.Stops("reverify") },
		"read back, before the members":             func(s *env) *jobstest.Hold { return s.IIQ.Stops("members") },
		"noted as sent, before the write":           func(s *env) *jobstest.Hold { return s.IIQ.Stops("put") },
		"the write had its effect, before its note": func(s *env) *jobstest.Hold { return s.IIQ.Stops("answer") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := lineShop(t)
			s.clickLines("sam")
			wakeUp := s.Abandon(s.Next("submit_decision"), hold(s))
			s.Lapse()
			s.Drain()
			sameMixedEnd(s)
			wakeUp()
			s.Drain()
			sameMixedEnd(s)
		})
	}
}

// Everything between two transactions is lost with the process: the row has the lines.
func TestJobsOfADecisionLineByLineAreLost(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]int{"after the click": 0, "after the write": 1, "after the first card": 2,
		"after the second card": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := lineShop(t)
			s.clickLines("sam")
			for n := range steps {
				kind := "show_card"
				if n == 0 {
					kind = "submit_decision"
				}
				s.Must(s.Work(context.Background(), s.Next(kind)))
			}
			s.Exec(`DELETE FROM river_job`)
			s.Drain()
			sameMixedEnd(s)
		})
	}
}

// Just before the write the lines are judged once more, by what IIQ has then. What does not fit is not sent, and the clicker hears which
// line it was.
func TestLinesAreJudgedBeforeTheWrite(t *testing.T) {
	t.Parallel()
	now := func(change func(*approvals.WorkItem)) func(*env, *atomic.Bool) {
		return func(s *env, _ *atomic.Bool) {
			w := jobstest.Request("i1", "group")
			fourLines(&w)
			change(&w)
			s.IIQ.Put(w)
		}
	}
	for name, c := range map[string]struct {
		change     func(*env, *atomic.Bool)
		want, told string
	}{
		"a line was decided meanwhile": {now(func(w *approvals.WorkItem) { w.Lines[1].State = approvals.StateFinished }),
			"refused lines open ", "2 right 2 line_decided"},
		"a line came": {now(func(w *approvals.WorkItem) {
			w.Lines = append(w.Lines, approvals.ApprovalItem{ID: "l5", Value: "right 5"})
		}), "refused lines open ", "5 right 5 incomplete"},
		"a line went":               {now(func(w *approvals.WorkItem) { w.Lines = w.Lines[1:] }), "refused lines open ", "0  unknown_line"},
		"a line is another one":     {now(func(w *approvals.WorkItem) { w.Lines[0].Value = "all rights" }), "refused changed open ", ""},
		"the gateway takes no more": {func(_ *env, takes *atomic.Bool) { takes.Store(false) }, "refused no_lines open ", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, takes := lineShop(t)
			s.clickLines("sam")
			c.change(s, takes)
			s.Drain()
			s.Want(c.want, decided)
			if n := len(s.IIQ.Written()); n != 0 {
				t.Errorf("IIQ took %d writes, want none", n)
			}
			var said []string
			for _, told := range s.Slack.Told {
				for _, l := range told.Refusal.Lines {
					said = append(said, fmt.Sprintf("%d %s %s", l.Number, l.Thing, l.Word))
				}
			}
			if got := strings.Join(said, "; "); got != c.told || len(s.Slack.Told) != 1 {
				t.Errorf("the clicker was told %d times, of the lines %q, want once and %q", len(s.Slack.Told), got, c.told)
			}
		})
	}
}

// Where the answer is lost, an end counts as ours line by line, and another's mixed end does not.
func TestAMixedEndIsReadBack(t *testing.T) {
	t.Parallel()
	end := func(by, comment string, states ...approvals.ItemState) *approvals.ApprovalSummary {
		e := &approvals.ApprovalSummary{State: approvals.StateFinished, Completer: by, Comments: []string{comment}}
		for n, state := range states {
			e.Lines = append(e.Lines, approvals.ApprovalItem{ID: fmt.Sprint("l", n+1), State: state})
		}
		return e
	}
	const fin, rej = approvals.StateFinished, approvals.StateRejected
	for name, c := range map[string]struct {
		end  *approvals.ApprovalSummary
		want string
	}{
		"ours":                  {end("sam.x", "Too wide. (D. sam, in Slack)", fin, rej, fin, rej), "recorded  closed mixed"},
		"nora's, other lines":   {end("nora.x", "Mine.", rej, fin, fin, rej), "refused already_decided closed mixed"},
		"nora's, the same ones": {end("nora.x", "Mine.", fin, rej, fin, rej), "refused already_decided closed mixed"},
		"nora's, all approved":  {end("nora.x", "Mine.", fin, fin, fin, rej), "refused already_decided closed mixed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := lineShop(t)
			s.IIQ.Stories = map[string]*approvals.ApprovalSummary{"i1": c.end}
			s.clickLines("sam")
			s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
			if got := s.Attempt(); got != "retry" {
				t.Fatalf("the write whose answer is lost ended as %q, want retry", got)
			}
			s.Drain()
			s.Want(c.want, decided)
			if c.want != "recorded  closed mixed" && (len(s.Slack.Told) != 1 || len(s.Slack.Told[0].Refusal.Lines) != 4) {
				t.Errorf("the clicker was told %+v, want who was first and what of each line", s.Slack.Told)
			}
		})
	}
}

// The gateway says by its key that it took the decision; how each line ended is what was decided.
func TestAMixedDecisionIsTakenByItsKey(t *testing.T) {
	t.Parallel()
	s, _ := lineShop(t)
	s.IIQ.Stories = map[string]*approvals.ApprovalSummary{"i1": nil}
	s.Submit.Repeat = &repeater{taken: true, asked: true}
	s.clickLines("sam")
	s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
	s.Attempt()
	s.Drain()
	s.Want("recorded  closed mixed", decided)
	s.Want(`{"denied": 1, "approved": 2}`, `SELECT outcome_counts FROM work_items`)
}

// Of two forms at once the first is stored; the second hears who was first, and what of each line, and changes nothing.
func TestOfTwoFormsTheFirstWins(t *testing.T) {
	t.Parallel()
	s, _ := lineShop(t)
	s.clickLines("sam")
	_, err := s.Decide(context.Background(), approvals.Click{ID: uuid.NewString(), WorkItemID: "i1", Comment: "No.",
		Lines: approvals.LineDecisions{{LineID: "l1", Verdict: approvals.Deny}},
		Person: approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-nora"},
			Identity: approvals.Identity{ID: "nora", Name: "nora.x", Display: "D. nora", ActivityKnown: true}}})
	r, refused := approvals.AsRefusal(err)
	if !refused || r.Code != approvals.RefusedBeingRecorded || r.By != "D. sam" || len(r.Lines) != 3 || r.Counts.Approved != 2 {
		t.Errorf("got %v, %+v, want that sam was first, with their lines", err, r)
	}
	s.Drain()
	sameMixedEnd(s)
}

// A version that knows no lines would send the verdict for all of them. Its claim, and its look at an end, get no such decision.
func TestAnOlderVersionGetsNoDecisionLineByLine(t *testing.T) {
	t.Parallel()
	s, _ := lineShop(t)
	s.clickLines("sam")
	// ClaimDecision of version 0.1.0.
	const claim = `UPDATE decisions SET attempt = 7, claimed_until = clock_timestamp() + interval '1 minute'
		WHERE state = 'recording' AND attempt < 7 AND claimed_until < clock_timestamp()`
	s.changes(0, claim)
	s.Want("0", `SELECT attempt FROM decisions`)
	s.Drain()
	sameMixedEnd(s)
	s.Exec(`UPDATE decisions SET looks = 1, look_at = now(), line_steps = line_steps + 1`)
	s.changes(0, `UPDATE decisions d SET looks = d.looks + 1, look_at = NULL WHERE look_at <= now()`)
	doubts, err := s.Doubts(context.Background(), 10)
	s.Must(err)
	if len(doubts) != 1 {
		t.Errorf("this version looks at %d ends, want the one", len(doubts))
	}
	// What decides the whole is anybody's.
	s.See(jobstest.Request("i2", "sam"))
	s.Click("sam", "i2", approvals.Approve, "")
	s.changes(1, claim)
}

// changes runs a statement and wants it to change so many rows.
func (s *env) changes(want int64, sql string) {
	s.T.Helper()
	tag, err := s.Pool.Exec(context.Background(), sql)
	s.Must(err)
	if got := tag.RowsAffected(); got != want {
		s.T.Errorf("%s: got %d rows changed, want %d", sql, got, want)
	}
}
