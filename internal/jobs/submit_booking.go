package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/absences"
)

const (
	// doubtPatience is how long after the write an end that does not fit the decision is looked at again, before the
	// decision ends as one of which nobody can say.
	doubtPatience = 30 * time.Second
	// summaryPatience is how long after the write an identity request may lack the summary of an item that is gone.
	summaryPatience = 2 * time.Minute
)

var (
	errNoSummary = errors.New("the item is gone and its identity request does not yet tell how it ended")
	errInDoubt   = errors.New("how the item ended does not fit the decision that was sent")
)

// recorded notes that IIQ has the decision.
func (s *SubmitDecisionWorker) recorded(ctx context.Context, c store.Claim) error {
	return settling(ctx, func(ctx context.Context) error {
		return insist(ctx, func(ctx context.Context) error { return s.Store.Recorded(ctx, c) })
	})
}

// answered judges IIQ's answer to the write itself. IIQ may answer with what somebody else had decided before. Only an answer
// that names the decider, the state and the lines of the decision is enough by itself; where it names nobody, the identity
// request is asked once. Everything else is read back by the next attempt.
func (s *SubmitDecisionWorker) answered(ctx context.Context, c store.Claim, answer approvals.WorkItem, text string) (string, error) {
	o := approvals.OutcomeFrom(endingOf(answer), c.Now())
	booking, err := s.Store.Book(ctx, c, o, true)
	if err != nil {
		return "retry", s.retry(ctx, c, err)
	}
	c.Answer = store.FoundAnswer(o)
	c.Answer.Found, c.Answer.Ended, c.Answer.Text = false, time.Time{}, text
	if booking == approvals.BookedRecorded && !o.Named() {
		if booking, err = s.confirmed(ctx, &c); err != nil {
			return "retry", s.retry(ctx, c, err)
		}
	}
	if booking != approvals.BookedRecorded {
		return "retry", s.retry(ctx, c, fmt.Errorf("the answer tells of another decision: %w", approvals.ErrOutcomeUnknown))
	}
	s.Log.InfoContext(ctx, "decision recorded", "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID,
		"identity_id", c.IdentityID, "verdict", string(c.Verdict), "attempt", c.Attempt)
	return "recorded", s.recorded(ctx, c)
}

// confirmed asks the identity request who decided, where the answer to the write does not say. A request that cannot be read
// now, or says nothing, contradicts nothing: Recorded then notes that it is asked again.
func (s *SubmitDecisionWorker) confirmed(ctx context.Context, c *store.Claim) (approvals.Booking, error) {
	summary, known, err := rounds.SummaryOf(ctx, s.Store, s.Requests, c.Write.WorkItemID)
	if err != nil || !known {
		return approvals.BookedRecorded, nil //nolint:nilerr // IIQ's answer to the write stands
	}
	o := approvals.OutcomeFrom(summary, c.Now())
	c.Answer.Completer, c.Answer.Ended = o.By, o.At
	return s.Store.Book(ctx, *c, o, true)
}

// endingOf is how an item says itself that it ended.
func endingOf(w approvals.WorkItem) approvals.ApprovalSummary {
	s := approvals.ApprovalSummary{WorkItemID: w.ID, State: w.State, Completer: w.Completer, Ended: w.Modified, Lines: w.Lines}
	if w.CompletionComments != "" {
		s.Comments, s.Written = []string{w.CompletionComments}, []string{w.CompletionWritten}
	}
	return s
}

// gone handles an item that IIQ's list no longer has. The identity request says whether our write may have been the
// cause. shown, which may be nil, is what the item itself says where there is no request; else a gateway may know. Where nothing
// reports an end, a second reading has to lack the item, too. A request that is not listed says nothing of a write that was sent,
// for as long as such a write is kept, unless the item itself says how it ended.
func (s *SubmitDecisionWorker) gone(ctx context.Context, c store.Claim, missing absences.Reading, shown *approvals.ApprovalSummary) (string,
	error) {
	summary, known, err := rounds.SummaryOf(ctx, s.Store, s.Requests, c.Write.WorkItemID)
	if errors.Is(err, approvals.ErrNotListed) && (shown != nil || !c.Sent || c.SinceWrite() >= 2*s.Keep) {
		err = nil
	}
	if err != nil {
		return "retry", s.retry(ctx, c, err)
	}
	if !known && shown != nil {
		summary, known = *shown, true
	}
	if !known {
		if summary, known, err = s.toldByGateway(ctx, c); err != nil {
			return "retry", s.retry(ctx, c, err)
		}
	}
	if !known {
		return s.untold(ctx, c, missing)
	}
	o := approvals.OutcomeFrom(summary, c.Now())
	c.Answer = store.FoundAnswer(o)
	if !c.Sent {
		return s.tooLate(ctx, c, o)
	}
	return s.booked(ctx, c, o)
}

// booked ends a decision that was sent as IIQ tells. What is in doubt is looked at again before it ends.
func (s *SubmitDecisionWorker) booked(ctx context.Context, c store.Claim, o approvals.OutcomeView) (string, error) {
	booking, err := s.Store.Book(ctx, c, o, false)
	switch {
	case err != nil:
		return "retry", s.retry(ctx, c, err)
	case booking == approvals.BookedRecorded:
		s.Log.InfoContext(ctx, "decision found recorded", "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID,
			"attempt", c.Attempt)
		return "recorded", s.recorded(ctx, c)
	case booking == approvals.BookedOther:
		return s.tooLate(ctx, c, o)
	case c.SinceWrite() < doubtPatience:
		return "retry", s.retry(ctx, c, errInDoubt)
	}
	return s.unheard(ctx, c, o)
}

// tooLate ends a decision that had no effect, since the item ended otherwise.
func (s *SubmitDecisionWorker) tooLate(ctx context.Context, c store.Claim, o approvals.OutcomeView) (string, error) {
	s.Log.InfoContext(ctx, "decision came too late", "decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID,
		"outcome", string(o.Outcome))
	return "too_late", settling(ctx, func(ctx context.Context) error { return s.Store.RefuseGone(ctx, c, o) })
}

// unheard ends a decision of which nobody can say whether it had its effect.
func (s *SubmitDecisionWorker) unheard(ctx context.Context, c store.Claim, o approvals.OutcomeView) (string, error) {
	s.Log.WarnContext(ctx, "IdentityIQ does not tell whether it took a decision that was sent; it is asked again later",
		"decision_id", c.DecisionID, "work_item_id", c.Write.WorkItemID, "outcome", string(o.Outcome))
	return "unheard", settling(ctx, func(ctx context.Context) error { return s.Store.Unheard(ctx, c, o) })
}

// untold handles an item that is missing without any report of its end. A write that was sent is no cause to refuse
// anything: its summary may come late.
func (s *SubmitDecisionWorker) untold(ctx context.Context, c store.Claim, missing absences.Reading) (string, error) {
	err := gone(ctx, s.Store, missing)
	o := approvals.OutcomeView{Outcome: approvals.OutcomeCompleted, At: c.Now()}
	switch {
	case c.Sent && c.SinceWrite() < summaryPatience:
		return "retry", s.retry(ctx, c, errNoSummary)
	case err == nil && c.Sent:
		return s.unheard(ctx, c, o)
	case err == nil:
		return s.tooLate(ctx, c, o)
	case c.Age() >= 2*s.Keep:
		return "given_up", s.giveUp(ctx, c)
	}
	return "retry", s.retry(ctx, c, err)
}

// closed handles an item that IIQ still lists, as ended. Where the item's own words leave a doubt, the identity request is
// asked.
func (s *SubmitDecisionWorker) closed(ctx context.Context, c store.Claim, w approvals.WorkItem) (string, error) {
	shown := endingOf(w)
	if c.Sent {
		o := approvals.OutcomeFrom(shown, c.Now())
		booking, err := s.Store.Book(ctx, c, o, false)
		if err != nil {
			return "retry", s.retry(ctx, c, err)
		}
		if booking == approvals.BookedRecorded {
			c.Answer = store.FoundAnswer(o)
			return "recorded", s.recorded(ctx, c)
		}
	}
	return s.gone(ctx, c, absences.Reading{}, &shown)
}
