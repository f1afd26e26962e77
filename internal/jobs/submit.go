package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// SubmitDecisionWorker brings decisions to IIQ: it reads back, judges again, writes, and reads the answer.
type SubmitDecisionWorker struct {
	river.WorkerDefaults[store.SubmitDecision]
	Store    *store.Store
	Judge    *Judge
	Writer   Decider
	Requests RequestReader
	// Entities reads what became of decisions of 0.1.0 on entities of access reviews.
	Entities EntityFinder
	// Lease is how long a claim holds: three times the time-out of one request to IIQ.
	Lease time.Duration
	// Keep is DECISION_KEEP.
	Keep  time.Duration
	Clock func() time.Time
	Log   *slog.Logger
	// Urgent, which may be nil, marks calls to IIQ that somebody waits for.
	Urgent func(context.Context) context.Context
	// Ended, which may be nil, is called with how each attempt ended, and how long after the click.
	Ended func(result string, sinceClick time.Duration)
}

// Work makes one attempt. It never fails towards River: the row says when the next attempt is due.
func (s *SubmitDecisionWorker) Work(ctx context.Context, job *river.Job[store.SubmitDecision]) error {
	return attempt[store.Claim]{
		claim: func(ctx context.Context) (store.Claim, error) {
			return s.Store.ClaimDecision(ctx, job.Args.DecisionID, job.Args.Attempt, s.Lease)
		},
		act: s.act,
	}.run(ctx)
}

func (s *SubmitDecisionWorker) act(ctx context.Context, c store.Claim) outcome {
	if s.Urgent != nil {
		ctx = s.Urgent(ctx)
	}
	aboutClaim(ctx, c)
	result, err := s.attempt(ctx, c)
	if errors.Is(err, approvals.ErrClaimLost) {
		s.Log.WarnContext(ctx, "another worker has taken the decision over", "decision_id", c.DecisionID, "attempt", c.Attempt)
	}
	if s.Ended != nil {
		s.Ended(result, s.Clock().Sub(c.ClickedAt))
	}
	return outcome{name: result, err: err}
}

// attempt settles the claim and returns the name of the result.
func (s *SubmitDecisionWorker) attempt(ctx context.Context, c store.Claim) (string, error) {
	if c.EntityID != "" {
		return s.endEntity(ctx, c)
	}
	age := s.Clock().Sub(c.ClickedAt)
	overdue := age >= s.Keep
	if overdue && !c.Sent {
		return "given_up", s.giveUp(ctx, c)
	}
	f, err := s.readBack(ctx, c)
	switch {
	case err != nil && (age >= 2*s.Keep || overdue && !c.Sent):
		return "given_up", s.giveUp(ctx, c)
	case err != nil:
		// A write that was sent may have had its effect. "Not recorded" would be a guess, so IIQ gets as long again to answer.
		return "retry", s.retry(ctx, c, err)
	case f.Gone:
		return s.gone(ctx, c, f.missing, nil)
	case f.Closed != nil:
		return s.closed(ctx, c, *f.Closed)
	case f.Refusal != nil:
		s.logRefused(ctx, c, f.Refusal)
		return "refused", s.refuse(ctx, c, f.Refusal)
	case overdue:
		return "given_up", s.giveUp(ctx, c)
	}
	return s.write(ctx, c)
}

// readBack reads all that the decision depends on. For an item that was opened again it reads the identity request
// before the item: the endings that the request has by then are of earlier rounds.
func (s *SubmitDecisionWorker) readBack(ctx context.Context, c store.Claim) (Findings, error) {
	var before func(context.Context) error
	if c.Round > 1 && !c.Sent {
		var err error
		if before, err = s.earlierEndings(ctx, c); err != nil {
			return Findings{}, err
		}
	}
	f, err := s.Judge.ReadBack(ctx, c)
	if err == nil && before != nil && f.open() {
		err = before(ctx)
	}
	return f, err
}

// earlierEndings reads the endings that the request has now and returns how to note them; nil where they are known.
func (s *SubmitDecisionWorker) earlierEndings(ctx context.Context, c store.Claim) (save func(context.Context) error, err error) {
	e, err := s.Store.EarlierRoundsOf(ctx, c.Write.WorkItemID)
	if err != nil || !e.Unknown() {
		return nil, err
	}
	request, err := requestNamed(ctx, s.Requests, e.Request)
	if err != nil {
		return nil, err
	}
	item := approvals.Reopened{ID: c.Write.WorkItemID, Round: c.Round, Request: e.Request}
	return func(ctx context.Context) error { return s.Store.SaveEarlierRounds(ctx, item, request) }, nil
}

func (s *SubmitDecisionWorker) write(ctx context.Context, c store.Claim) (string, error) {
	if err := s.Store.BeforeWrite(ctx, c); err != nil {
		return "lost", err
	}
	c.Sent = true
	answer, text, err := s.send(ctx, c)
	c.Answer = approvals.Answer{State: answer.State, Completer: answer.Completer, Text: text}
	switch {
	case err == nil && !contradicts(answer, c.Write):
		s.Log.InfoContext(ctx, "decision recorded", "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID,
			"identity_id", c.IdentityID,
			"verdict", string(c.Verdict), "attempt", c.Attempt)
		return "recorded", s.recorded(ctx, c)
	case err == nil:
		return "retry", s.retry(ctx, c, fmt.Errorf("the answer tells of another decision: %w", approvals.ErrOutcomeUnknown))
	case errors.Is(err, approvals.ErrIIQRefused):
		return s.refused(ctx, c, err)
	}
	return "retry", s.retry(ctx, c, err)
}

// recorded notes that IIQ has the decision.
func (s *SubmitDecisionWorker) recorded(ctx context.Context, c store.Claim) error {
	return settling(ctx, func(ctx context.Context) error {
		return insist(ctx, func(ctx context.Context) error { return s.Store.Recorded(ctx, c) })
	})
}

// send writes while the claim holds, and no longer. A process that was frozen, or waited too long for its turn, must
// not write what another worker has settled since.
func (s *SubmitDecisionWorker) send(ctx context.Context, c store.Claim) (answer approvals.WorkItem, text string, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.Lease*2/3)
	defer cancel()
	ctx, span := tracing.Start(ctx, "write")
	defer span.End()
	answer, text, err = s.Writer.Decide(ctx, c.Write)
	span.Fail(err)
	return answer, text, err
}

// contradicts reports whether IIQ's answer shows the opposite of what was written, because somebody else was first.
func contradicts(answer approvals.WorkItem, w approvals.Write) bool {
	got, _, _ := approvals.OutcomeOf(answer.State, answer.Lines)
	want := approvals.OutcomeApproved
	if w.State == approvals.StateRejected {
		want = approvals.OutcomeDenied
	}
	return got != approvals.OutcomeCompleted && got != want
}

// refused handles a refusal by IIQ. Most often somebody was first, and the card should then say who.
func (s *SubmitDecisionWorker) refused(ctx context.Context, c store.Claim, cause error) (string, error) {
	f, err := s.Judge.ReadBack(ctx, c)
	if err != nil {
		return "retry", s.retry(ctx, c, err)
	}
	switch {
	case f.Gone:
		return s.gone(ctx, c, f.missing, nil)
	case f.Closed != nil:
		return s.closed(ctx, c, *f.Closed)
	case f.Refusal != nil:
		s.logRefused(ctx, c, f.Refusal)
		return "refused", s.refuse(ctx, c, f.Refusal)
	}
	r := &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: reasonOf(cause)}
	c.Answer = approvals.Answer{Text: cause.Error()}
	s.logRefused(ctx, c, r)
	return "refused", s.refuse(ctx, c, r)
}

// reasonOf gives IIQ's own sentence, "" where it gave none.
func reasonOf(err error) string {
	var told interface{ Sentence() string }
	if errors.As(err, &told) {
		return shorten.To(300, told.Sentence())
	}
	return ""
}

// summaryPatience is how long an identity request may lack the summary of an item that is gone.
const summaryPatience = 30 * time.Second

// gone handles an item that IIQ's list no longer has. The identity request says whether our write may have been the
// cause. shown, which may be nil, is what the item itself says where there is no request. Where nothing reports an
// end, a second reading has to lack the item, too. A request that is not listed says nothing of a write that was sent,
// for as long as such a write is kept, unless the item itself says how it ended.
func (s *SubmitDecisionWorker) gone(ctx context.Context, c store.Claim, missing store.Reading, shown *approvals.ApprovalSummary) (string,
	error) {
	summary, known, err := summaryOf(ctx, s.Store, s.Requests, c.Write.WorkItemID)
	if errors.Is(err, approvals.ErrNotListed) && (shown != nil || !c.Sent || s.Clock().Sub(c.ClickedAt) >= 2*s.Keep) {
		err = nil
	}
	if err != nil {
		return "retry", s.retry(ctx, c, err)
	}
	if !known && shown != nil {
		summary, known = *shown, true
	}
	if known {
		c.Answer = answerIn(summary)
	}
	if known && c.Sent && summary.Ours(c.Write) {
		s.Log.InfoContext(ctx, "decision found recorded", "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID,
			"attempt", c.Attempt)
		return "recorded", s.recorded(ctx, c)
	}
	if !known {
		if result, err := s.untold(ctx, c, missing); result != "" {
			return result, err
		}
	}
	o := approvals.OutcomeView{Outcome: approvals.OutcomeCompleted, At: s.Clock()}
	if known {
		o = approvals.OutcomeFrom(summary, s.Clock())
	}
	s.Log.InfoContext(ctx, "decision came too late", "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID,
		"outcome", string(o.Outcome))
	return "too_late", settling(ctx, func(ctx context.Context) error { return s.Store.RefuseGone(ctx, c, o) })
}

// untold handles an item that is missing without any report of its end. It returns "" where the item is certainly
// gone.
func (s *SubmitDecisionWorker) untold(ctx context.Context, c store.Claim, missing store.Reading) (string, error) {
	age := s.Clock().Sub(c.ClickedAt)
	err := gone(ctx, s.Store, missing)
	switch {
	case c.Sent && age < summaryPatience:
		return "retry", s.retry(ctx, c, errNoSummary)
	case err == nil:
		return "", nil
	case age >= 2*s.Keep:
		return "given_up", s.giveUp(ctx, c)
	}
	return "retry", s.retry(ctx, c, err)
}

// answerIn is the answer by a summary, for a decision whose own answer was lost or was a refusal.
func answerIn(s approvals.ApprovalSummary) approvals.Answer {
	return approvals.Answer{Found: true, State: s.State, Completer: s.Completer, Ended: s.Ended, Text: strings.Join(s.Comments, "\n")}
}

var errNoSummary = errors.New("the item is gone and its identity request does not yet tell how it ended")

// closed handles an item that IIQ still lists, as ended.
func (s *SubmitDecisionWorker) closed(ctx context.Context, c store.Claim, w approvals.WorkItem) (string, error) {
	s0 := approvals.ApprovalSummary{WorkItemID: w.ID, State: w.State, Completer: w.Completer, Ended: w.Modified, Lines: w.Lines}
	if w.CompletionComments != "" {
		s0.Comments = []string{w.CompletionComments}
		s0.Written = []string{w.CompletionWritten}
	}
	c.Answer = answerIn(s0)
	if c.Sent && s0.Ours(c.Write) {
		return "recorded", s.recorded(ctx, c)
	}
	return s.gone(ctx, c, store.Reading{}, &s0)
}

func (s *SubmitDecisionWorker) giveUp(ctx context.Context, c store.Claim) error {
	s.Log.ErrorContext(ctx, "decision given up: IdentityIQ did not take it in time; the approver is told to decide in IdentityIQ",
		"decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID, "attempts", c.Attempt, "keep", s.Keep.String())
	return settling(ctx, func(ctx context.Context) error { return s.Store.GiveUp(ctx, c) })
}

// retry keeps the decision for later. Cards say so once IIQ has not answered.
func (s *SubmitDecisionWorker) retry(ctx context.Context, c store.Claim, cause error) error {
	level := slog.LevelWarn
	if c.Attempt > 3 && c.Attempt%20 != 0 {
		level = slog.LevelDebug
	}
	// An IIQ that answers without the item, or without a summary, does answer.
	stalled := !errors.Is(cause, errNoSummary) && !errors.Is(cause, approvals.ErrNotListed) && !isMissing(cause)
	return s.later(ctx, c, cause, stalled, level, "decision not yet in IdentityIQ; it is kept and tried again")
}

// later gives the claim back for another attempt, and logs why. stalled makes the cards say that IIQ does not answer.
func (s *SubmitDecisionWorker) later(ctx context.Context, c store.Claim, cause error, stalled bool, level slog.Level, what string) error {
	if ctx.Err() != nil {
		// The process stops, so the claim is given back for the next start.
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		return s.Store.Retry(stop, c, time.Second, c.Stalled, "stopped")
	}
	wait := waitFor(c.Attempt, approvals.RetryAfter(cause))
	if missing, is := errors.AsType[*missingError](cause); is {
		wait = missing.again
	}
	s.Log.Log(ctx, level, what, "decision_id", c.DecisionID,
		"work_item_id", c.Write.WorkItemID, "attempt", c.Attempt, "again_in", wait.Round(time.Millisecond).String(), "error", cause)
	return settling(ctx, func(ctx context.Context) error {
		return insist(ctx, func(ctx context.Context) error {
			return s.Store.Retry(ctx, c, wait, stalled, shorten.To(300, cause.Error()))
		})
	})
}

func (s *SubmitDecisionWorker) logRefused(ctx context.Context, c store.Claim, r *approvals.Refusal) {
	s.Log.InfoContext(ctx, "decision refused", "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID, "identity_id", c.IdentityID,
		"slack_user_id", c.SlackUserID, "reason", string(r.Code))
}
