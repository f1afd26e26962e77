package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/shorten"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// SubmitDecisionWorker brings decisions to IIQ: it reads back, judges again, writes, and reads the answer.
type SubmitDecisionWorker struct {
	river.WorkerDefaults[tx.SubmitDecision]
	Store    *store.Store
	Judge    *Judge
	Writer   Decider
	Requests rounds.RequestReader
	// Repeat, which may be nil, asks a gateway for a decision whose answer is missing.
	Repeat Repeater
	// Outcomes, which may be nil, asks a gateway how an item ended of which its identity request tells nothing.
	Outcomes OutcomeReader
	// Entities reads what became of decisions of 0.1.0 on entities of access reviews.
	Entities EntityFinder
	// Lease is how long a claim holds: three times the time-out of one request to IIQ.
	Lease time.Duration
	// Keep is DECISION_KEEP.
	Keep time.Duration
	Log  *slog.Logger
	// Urgent, which may be nil, marks calls to IIQ that somebody waits for.
	Urgent func(context.Context) context.Context
	// Redact, which may be nil, removes the process's own secrets from what IIQ says.
	Redact func(string) string
	// Ended, which may be nil, is called with how each attempt ended, and how long after the click.
	Ended func(result string, sinceClick time.Duration)
}

// Work makes one attempt. It never fails towards River: the row says when the next attempt is due.
func (s *SubmitDecisionWorker) Work(ctx context.Context, job *river.Job[tx.SubmitDecision]) error {
	_, err := s.bring(ctx, job.Args, nil)
	return err
}

// bring makes one attempt and gives how it ended, "" where another worker has the decision. claimed, which may be nil, is called once
// this one has it.
func (s *SubmitDecisionWorker) bring(ctx context.Context, job tx.SubmitDecision, claimed func()) (result string, err error) {
	err = attempt[store.Claim]{
		claim: func(ctx context.Context) (store.Claim, error) {
			return s.Store.ClaimDecision(ctx, job.DecisionID, job.Attempt, s.Lease)
		},
		claimed: claimed,
		act:     s.act,
		ended:   func(name string) { result = name },
	}.run(ctx)
	return result, err
}

func (s *SubmitDecisionWorker) act(ctx context.Context, c store.Claim) outcome {
	if s.Urgent != nil {
		ctx = s.Urgent(ctx)
	}
	aboutClaim(ctx, c)
	result, err := s.attempt(ctx, c)
	if errors.Is(err, approvals.ErrLost) {
		result, err = s.endLost(ctx, c)
	}
	if errors.Is(err, approvals.ErrClaimLost) {
		s.Log.WarnContext(ctx, "another worker has taken the decision over", "decision_id", c.DecisionID, "attempt", c.Attempt)
	}
	if s.Ended != nil {
		s.Ended(result, c.Age())
	}
	return outcome{name: result, err: err}
}

// attempt settles the claim and returns the name of the result.
func (s *SubmitDecisionWorker) attempt(ctx context.Context, c store.Claim) (string, error) {
	if c.EntityID != "" {
		return s.endEntity(ctx, c)
	}
	if c.Lost {
		return s.endLost(ctx, c)
	}
	f, err := s.readBack(ctx, c)
	age := c.Age()
	overdue := age >= s.Keep
	switch {
	case err != nil && (age >= 2*s.Keep || overdue && !c.Sent):
		return "given_up", s.giveUp(ctx, c)
	case err != nil:
		// A write that was sent may have had its effect. "Not recorded" would be a guess, so IIQ gets as long again to answer.
		return "retry", s.retry(ctx, c, err)
	case f.Gone || f.Closed != nil:
		if result, done, err := s.takenByKey(ctx, c); done {
			return result, err
		}
		return s.ended(ctx, c, f, nil)
	case f.Refusal != nil:
		s.logRefused(ctx, c, f.Refusal)
		return "refused", s.refuse(ctx, c, f.Refusal)
	case overdue && (s.tried(c) || age >= 2*s.Keep):
		return "given_up", s.giveUp(ctx, c)
	}
	c = c.Knowing(f.facts)
	c.Before = approvals.DecidedLinesOf(f.item)
	if c.Write.Expect = approvals.ExpectedOf(f.item); c.Tag != "" {
		// A gateway holds the item against what the approver saw, not against what was read a moment ago.
		c.Write.Expect.Tag = c.Tag
	}
	return s.write(ctx, c)
}

// tried reports whether the write went out lately. The age of a click alone is no reason to give its decision up: nobody may have
// been there to try, or a clock may have jumped. What is twice as old as a decision is kept is not written any more all the same.
func (s *SubmitDecisionWorker) tried(c store.Claim) bool { return c.Sent && c.SinceWrite() < s.Keep }

// endLost ends a decision that was in hand when the database lost a part of what had been committed. IIQ is not asked now: whatever
// it says, the decision is not sent.
func (s *SubmitDecisionWorker) endLost(ctx context.Context, c store.Claim) (string, error) {
	s.Log.WarnContext(ctx, "a decision was in hand when the database lost a part of its content; it is not sent, and its approver is told",
		"decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID)
	return "unheard", settling(ctx, func(ctx context.Context) error { return s.Store.EndLost(ctx, c) })
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
	f, err := s.Judge.ReadBack(ctx, c, c.ClaimedAt())
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
	request, err := rounds.RequestNamed(ctx, s.Requests, e.Request)
	if err != nil {
		return nil, err
	}
	item := approvals.Reopened{ID: c.Write.WorkItemID, Round: c.Round, Request: e.Request}
	return func(ctx context.Context) error { return s.Store.SaveEarlierRounds(ctx, item, request) }, nil
}

func (s *SubmitDecisionWorker) write(ctx context.Context, c store.Claim) (string, error) {
	err := s.Store.BeforeWrite(ctx, c)
	switch {
	case errors.Is(err, approvals.ErrLost):
		return s.endLost(ctx, c)
	case err != nil:
		return "lost", err
	}
	before := c.Sent
	c.Sent, c.WrittenAt = true, c.Now()
	answer, text, err := s.send(ctx, c)
	switch {
	case err == nil:
		return s.answered(ctx, c, answer, text)
	case errors.Is(err, approvals.ErrIIQRefused):
		// This write had no effect. An earlier one may have had.
		c.Sent = before
		return s.refused(ctx, c, err)
	}
	return "retry", s.retry(ctx, c, err)
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

// refused handles a refusal by IIQ. Most often somebody was first, and the card should then say who.
func (s *SubmitDecisionWorker) refused(ctx context.Context, c store.Claim, cause error) (string, error) {
	at, err := s.Store.Now(ctx)
	if err != nil {
		return "retry", s.retry(ctx, c, err)
	}
	f, err := s.Judge.ReadBack(ctx, c, at)
	if err != nil {
		return "retry", s.retry(ctx, c, err)
	}
	switch {
	case f.Gone || f.Closed != nil:
		return s.ended(ctx, c, f, winnerIn(cause))
	case f.Refusal != nil:
		s.logRefused(ctx, c, f.Refusal)
		return "refused", s.refuse(ctx, c, f.Refusal)
	}
	r := refusalBy(cause)
	if r.Code.Changed() {
		s.Judge.takeOver(ctx, f.readAt, f.item)
	}
	c.Answer = approvals.Answer{Text: cause.Error()}
	s.logRefused(ctx, c, r)
	return "refused", s.refuse(ctx, c, r)
}

// ended handles an item that is not open any more. told, which may be nil, is how it ended as a refusal says.
func (s *SubmitDecisionWorker) ended(ctx context.Context, c store.Claim, f Findings, told *approvals.ApprovalSummary) (string, error) {
	if f.Gone {
		return s.gone(ctx, c, f.missing, told)
	}
	return s.closed(ctx, c, *f.Closed)
}

// reasonOf gives IIQ's own sentence, "" where it gave none.
func reasonOf(err error) string {
	var told interface{ Sentence() string }
	if errors.As(err, &told) {
		return shorten.To(300, told.Sentence())
	}
	return ""
}

func (s *SubmitDecisionWorker) giveUp(ctx context.Context, c store.Claim) error {
	s.Log.ErrorContext(ctx, "decision given up: IdentityIQ did not take it in time; the approver is told to decide in IdentityIQ",
		"decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID, "attempts", c.Attempt, "keep", s.Keep.String())
	return settling(ctx, func(ctx context.Context) error { return s.Store.GiveUp(ctx, c) })
}

// retry keeps the decision for later. Cards say what is wrong with IIQ. One that answers without the item, or without a summary, is
// not in trouble.
func (s *SubmitDecisionWorker) retry(ctx context.Context, c store.Claim, cause error) error {
	level := slog.LevelWarn
	if c.Attempt > 3 && c.Attempt%20 != 0 {
		level = slog.LevelDebug
	}
	var trouble approvals.IIQTrouble
	if !isMissing(cause) {
		trouble = approvals.IIQTroubleOf(cause)
	}
	return s.later(ctx, c, cause, trouble, level, "decision not yet in IdentityIQ; it is kept and tried again")
}

// later gives the claim back for another attempt, and logs why. trouble is what the cards say of IIQ meanwhile.
func (s *SubmitDecisionWorker) later(ctx context.Context, c store.Claim, cause error, trouble approvals.IIQTrouble, level slog.Level,
	what string) error {
	if ctx.Err() != nil {
		// The process stops, so the claim is given back for the next start.
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		return s.Store.Retry(stop, c, time.Second, c.Trouble, "stopped")
	}
	wait := waitFor(c.Attempt, approvals.RetryAfter(cause))
	if missing, is := errors.AsType[*missingError](cause); is {
		wait = missing.again
	}
	if s.Redact != nil {
		trouble.Sentence = s.Redact(trouble.Sentence)
	}
	s.Log.Log(ctx, level, what, "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID, "attempt", c.Attempt,
		"again_in", wait.Round(time.Millisecond).String(), "trouble", string(trouble.Kind), "error", cause)
	return settling(ctx, func(ctx context.Context) error {
		return insist(ctx, func(ctx context.Context) error {
			return s.Store.Retry(ctx, c, wait, trouble, shorten.To(300, cause.Error()))
		})
	})
}

func (s *SubmitDecisionWorker) logRefused(ctx context.Context, c store.Claim, r *approvals.Refusal) {
	s.Log.InfoContext(ctx, "decision refused", "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID, "identity_id", c.IdentityID,
		"slack_user_id", c.SlackUserID, "reason", string(r.Code))
}
