package jobs_test

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// process is the process that stores the clicks. Jobs that a test works itself are those of another replica.
type process struct {
	*jobs.HandOver
	// dead: nothing is handed over any more.
	dead atomic.Bool
}

// Submit implements tx.HandOver.
func (p *process) Submit(job tx.SubmitDecision) {
	if !p.dead.Load() {
		p.HandOver.Submit(job)
	}
}

// Show implements tx.HandOver.
func (p *process) Show(job tx.ShowCard) {
	if !p.dead.Load() {
		p.HandOver.Show(job)
	}
}

// Recording implements tx.HandOver.
func (p *process) Recording(decision uuid.UUID) {
	if !p.dead.Load() {
		p.HandOver.Recording(decision)
	}
}

// handed is an environment whose process begins at once what it has stored. begun are the steps between the hand-over and the claim, by
// the kinds of jobs.
type handed struct {
	*env
	process *process
	begun   *jobstest.Steps
}

// newHanded makes one with a card of Sam's, and slots for so many decisions and cards.
func newHanded(t *testing.T, slots int) *handed {
	t.Helper()
	p := &process{HandOver: jobs.NewHandOver(slots, slots, slog.New(slog.DiscardHandler))}
	s := &handed{newEnv(t, func(c *store.Config) { c.HandOver = p }), p, jobstest.NewSteps()}
	s.See(jobstest.Request("i1", "sam"))
	p.Start(context.Background(), jobs.HandOverWorkers{Submit: s.Submit, Show: s.Show, Recording: s.ShowRecording,
		Around: []rivertype.Middleware{&stepped{steps: s.begun}}})
	t.Cleanup(func() { _ = p.Stop(context.Background()) })
	return s
}

// stepped makes a step of each attempt.
type stepped struct {
	river.MiddlewareDefaults
	steps *jobstest.Steps
}

// Work implements rivertype.WorkerMiddleware.
func (m *stepped) Work(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	if err := m.steps.Step(ctx, job.Kind); err != nil {
		return err
	}
	return work(ctx)
}

// ended: one write, one recorded decision, and the only card tells so.
func (s *handed) ended() {
	s.T.Helper()
	if n := len(s.IIQ.Written()); n != 1 {
		s.T.Errorf("IIQ took %d writes, want 1", n)
	}
	s.Want("recorded  closed approved", decided)
	s.Want("posted false true", cardState)
	if m := s.Slack.Of("U-sam"); len(m) != 1 || m[0].Phase != approvals.PhaseEnded {
		s.T.Errorf("Sam has %+v, want one message of phase %s", m, approvals.PhaseEnded)
	}
}

// untilShown waits until Sam's card tells a phase, and its row says so, without working any job.
func (s *handed) untilShown(phase approvals.Phase) {
	s.T.Helper()
	patience.Until(s.T, "Sam's card tells "+string(phase), func() bool {
		return s.Slack.Of("U-sam")[0].Phase == phase && s.One(cardState) == "posted false true"
	})
}

// Nobody works River's jobs, and the decision and the clicker's card end all the same. The jobs find nothing to do. A decision that IIQ
// takes at once changes a copy once.
func TestWhatIsHandedOverNeedsNoJob(t *testing.T) {
	t.Parallel()
	s := newHanded(t, 2)
	id := s.Click("sam", "i1", approvals.Approve, "")
	s.untilShown(approvals.PhaseEnded)
	s.ended()
	s.Want("1 1", `SELECT count(*) FILTER (WHERE kind = 'submit_decision') || ' ' || count(*) FILTER (WHERE kind = 'show_card') FROM river_job`)
	s.process.dead.Store(true)
	if n, err := s.ShowRecording(t.Context(), id); n != 0 || err != nil {
		t.Errorf("after the end %d cards are to say that it is being recorded, %v, want 0", n, err)
	}
	s.Drain()
	s.ended()
	if m := s.Slack.Of("U-sam"); !slices.Equal(m[0].Before, []approvals.Phase{approvals.PhaseOpen}) {
		t.Errorf("before its end the card told %v, want that it was open alone", m[0].Before)
	}
}

// While IIQ takes its time the card says so, by the process that stored the click, and then how it ended.
func TestACardSaysThatADecisionIsBeingRecorded(t *testing.T) {
	t.Parallel()
	s := newHanded(t, 2)
	put := s.IIQ.Stops("put")
	t.Cleanup(put.Wake)
	s.Click("sam", "i1", approvals.Approve, "")
	s.untilShown(approvals.PhaseRecording)
	put.Wake()
	s.untilShown(approvals.PhaseEnded)
	s.ended()
}

// A process that dies right after the click leaves a card that is due. The sweep of any replica shows it.
func TestTheSweepSaysThatADecisionIsBeingRecorded(t *testing.T) {
	t.Parallel()
	s := newHanded(t, 0)
	s.Click("sam", "i1", approvals.Approve, "")
	s.Exec(`DELETE FROM river_job`)
	s.await(`SELECT next_try_at <= clock_timestamp() FROM cards`)
	_, err := s.ShowBehind(t.Context(), 100)
	s.Must(err)
	s.Must(s.Work(t.Context(), s.Next("show_card")))
	s.untilShown(approvals.PhaseRecording)
	s.Drain()
	s.ended()
}

// The process that stored the click dies at each step of the way, another one goes on with River's jobs and the sweep, and the dead one
// wakes up long after. The end is the same, whatever the step.
func TestProcessStopsAtEachStepAfterAClick(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(*handed) *jobstest.Hold{
		"stored, before it is handed over":        nil,
		"handed over, before the claim":           func(s *handed) *jobstest.Hold { return s.begun.Stops("submit_decision") },
		"claimed, before the item is read":        func(s *handed) *jobstest.Hold { return s.IIQ.Stops("read") },
		"read back, before the write":             func(s *handed) *jobstest.Hold { return s.IIQ.Stops("put") },
		"written, before it is booked":            func(s *handed) *jobstest.Hold { return s.IIQ.Stops("answer") },
		"booked, before the card is claimed":      func(s *handed) *jobstest.Hold { return s.begun.Stops("show_card") },
		"the card is claimed, before it is shown": func(s *handed) *jobstest.Hold { return s.Slack.Stops("replace") },
		"shown, before the note":                  func(s *handed) *jobstest.Hold { return s.Slack.Stops("replaced") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newHanded(t, 2)
			var h *jobstest.Hold
			if hold != nil {
				h = hold(s)
				t.Cleanup(h.Wake)
			} else {
				s.process.dead.Store(true)
			}
			s.Click("sam", "i1", approvals.Approve, "")
			if h != nil {
				h.Wait(t)
			}
			s.process.dead.Store(true)
			s.Lapse()
			s.Drain()
			s.ended()
			if h != nil {
				h.Wake()
			}
			s.Must(s.process.Stop(t.Context()))
			s.Drain()
			s.ended()
		})
	}
}

// What finds no free slot, and what comes once the process stops, is left to River. A stop waits for what is in hand.
func TestWhatIsNotTakenOverIsLeftToRiver(t *testing.T) {
	t.Parallel()
	t.Run("no free slot", func(t *testing.T) {
		t.Parallel()
		s := newHanded(t, 0)
		s.Click("sam", "i1", approvals.Approve, "")
		s.Drain()
		s.ended()
		if n := s.begun.Count("submit_decision") + s.begun.Count("show_card"); n != 0 {
			t.Errorf("%d jobs were taken over, want 0", n)
		}
	})
	t.Run("the process stops", func(t *testing.T) {
		t.Parallel()
		s := newHanded(t, 2)
		put := s.IIQ.Stops("put")
		t.Cleanup(put.Wake)
		s.Click("sam", "i1", approvals.Approve, "")
		put.Wait(t)
		stopped := make(chan error, 1)
		go func() { stopped <- s.process.Stop(t.Context()) }()
		put.Wake()
		s.Must(patience.Receive(t, "the end of the stop", stopped))
		s.Want("recorded  closed approved", decided)
		before := s.begun.Count("submit_decision")
		s.process.Submit(tx.SubmitDecision{DecisionID: uuid.New(), Attempt: 1})
		s.process.Recording(uuid.New())
		if n := s.begun.Count("submit_decision"); n != before {
			t.Errorf("%d decisions were taken over after the stop, want 0", n-before)
		}
		s.Drain()
		s.ended()
	})
}

// stuck is an attempt that ends with its context alone.
type stuck struct {
	river.MiddlewareDefaults
	begun, ended chan struct{}
}

// Work implements rivertype.WorkerMiddleware.
func (m *stuck) Work(ctx context.Context, _ *rivertype.JobRow, _ func(context.Context) error) error {
	close(m.begun)
	<-ctx.Done()
	close(m.ended)
	return ctx.Err()
}

// A stop interrupts what takes too long, in time for it to give its claim back.
func TestAStopInterruptsWhatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := jobs.NewHandOver(1, 1, slog.New(slog.DiscardHandler))
		m := &stuck{begun: make(chan struct{}), ended: make(chan struct{})}
		h.Start(t.Context(), jobs.HandOverWorkers{Around: []rivertype.Middleware{m}})
		h.Submit(tx.SubmitDecision{DecisionID: uuid.New(), Attempt: 1})
		<-m.begun
		within, cancel := context.WithTimeout(t.Context(), 8*time.Second)
		defer cancel()
		if err := h.Stop(within); err != nil {
			t.Errorf("got %v, want that it ends in time", err)
		}
		<-m.ended
	})
}

// panics is an attempt that panics.
type panics struct{ river.MiddlewareDefaults }

// Work implements rivertype.WorkerMiddleware.
func (*panics) Work(context.Context, *rivertype.JobRow, func(context.Context) error) error {
	panic("a mistake")
}

// A panic ends one attempt, and not the process.
func TestAPanicEndsOneAttempt(t *testing.T) {
	t.Parallel()
	h := jobs.NewHandOver(1, 1, slog.New(slog.DiscardHandler))
	h.Start(t.Context(), jobs.HandOverWorkers{Around: []rivertype.Middleware{&panics{}}})
	for range 3 {
		h.Submit(tx.SubmitDecision{DecisionID: uuid.New(), Attempt: 1})
	}
	if err := h.Stop(t.Context()); err != nil {
		t.Errorf("got %v, want that all have ended", err)
	}
}

// River's job for what was handed over and claimed ends before Postgres is asked, and only for a moment: a database that has lost
// something gives out the same attempts again. Other attempts, other rows and other kinds of jobs go their way.
func TestJobsForWhatIsClaimedHereEnd(t *testing.T) {
	t.Parallel()
	s := newHanded(t, 2)
	put := s.IIQ.Stops("put")
	t.Cleanup(put.Wake)
	id := s.Click("sam", "i1", approvals.Approve, "")
	put.Wait(t)
	around := &jobs.Unneeded{HandOver: s.process.HandOver}
	worked := func(kind, args string) bool {
		done := false
		s.Must(around.Work(t.Context(), &rivertype.JobRow{Kind: kind, EncodedArgs: []byte(args)}, func(context.Context) error {
			done = true
			return nil
		}))
		return done
	}
	for _, tc := range []struct {
		kind, args string
		want       bool
	}{
		{"submit_decision", `{"decision_id":"` + id.String() + `","attempt":1}`, false},
		{"submit_decision", `{"decision_id":"` + id.String() + `","attempt":2}`, true},
		{"submit_decision", `{"decision_id":"` + uuid.NewString() + `","attempt":1}`, true},
		{"tell_clicker", `{"decision_id":"` + id.String() + `","attempt":1}`, true},
		{"show_card", `{"card_id":"` + uuid.NewString() + `","attempt":1}`, true},
		{"publish_home", `{}`, true},
		{"submit_decision", `odd`, true},
	} {
		if got := worked(tc.kind, tc.args); got != tc.want {
			t.Errorf("%s %s: worked %v, want %v", tc.kind, tc.args, got, tc.want)
		}
	}
	patience.Until(t, "the attempt is forgotten", func() bool {
		return worked("submit_decision", `{"decision_id":"`+id.String()+`","attempt":1}`)
	})
}
