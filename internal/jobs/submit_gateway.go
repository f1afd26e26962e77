package jobs

import (
	"context"
	"errors"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/store"
)

// Repeater asks a gateway in IIQ what became of a decision.
type Repeater interface {
	// Taken tells whether the gateway took this decision, by its key. asked is false where there is no such gateway, and
	// then, and where taken is false, nothing is known. It changes nothing in IIQ.
	Taken(ctx context.Context, w approvals.Write) (taken, asked bool, err error)
}

// OutcomeReader asks a gateway in IIQ what became of items, up to 200 at once; the answers come in the order asked.
// approvals.ErrNotOffered: there is no gateway that can say so.
type OutcomeReader interface {
	Outcomes(ctx context.Context, asked []approvals.OutcomeQuestion) ([]approvals.ToldOutcome, error)
}

// refusalBy gives the refusal that the clicker is told, by the gateway's word where it has one, else with IIQ's own
// sentence.
func refusalBy(cause error) *approvals.Refusal {
	var gateway interface{ Refusal() approvals.RefusalCode }
	if errors.As(cause, &gateway) {
		if code := gateway.Refusal(); code != approvals.RefusedByIIQ {
			return &approvals.Refusal{Code: code}
		}
	}
	return &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: reasonOf(cause)}
}

// winnerIn gives how the item ended, where the refusal itself says so; nil where it does not.
func winnerIn(cause error) *approvals.ApprovalSummary {
	var gateway interface {
		Ending() (approvals.ApprovalSummary, bool)
	}
	if errors.As(cause, &gateway) {
		if ending, known := gateway.Ending(); known {
			return &ending
		}
	}
	return nil
}

// takenByKey ends a decision that was sent and whose answer is missing, where the gateway says by its key that it took it. done
// is false where nobody can say so.
func (s *SubmitDecisionWorker) takenByKey(ctx context.Context, c store.Claim) (result string, done bool, err error) {
	if s.Repeat == nil || !c.Sent {
		return "", false, nil
	}
	taken, asked, err := s.Repeat.Taken(ctx, c.Write)
	switch {
	case err != nil:
		return "retry", true, s.retry(ctx, c, err)
	case !asked || !taken:
		return "", false, nil
	}
	s.Log.InfoContext(ctx, "the gateway says that it took the decision", "decision_id", c.DecisionID,
		"work_item_id", c.Write.WorkItemID, "attempt", c.Attempt)
	c.Answer = approvals.Answer{Found: true, State: c.Write.Whole(), Text: "taken under its key"}
	// That it was taken is certain. How lines ended that had been decided before is told by the request alone.
	if summary, known, err := rounds.SummaryOf(ctx, s.Store, s.Requests, c.Write.WorkItemID); err == nil && known {
		c.Answer = store.FoundAnswer(approvals.OutcomeFrom(summary, c.Now()))
	}
	return "recorded", true, s.recorded(ctx, c)
}

var errListLacksIt = errors.New("the list lacks the item, and the gateway says that it is open")

// toldByGateway asks a gateway how an item ended of which nothing else tells. Nothing is known where it does not answer. An item that
// was opened again may have ended before: the gateway does not know in which round. errListLacksIt: it is not gone.
func (s *SubmitDecisionWorker) toldByGateway(ctx context.Context, c store.Claim) (end approvals.ApprovalSummary, known bool, err error) {
	if s.Outcomes == nil || c.Round > 1 {
		return end, false, nil
	}
	rounds, err := s.Store.EarlierRoundsOf(ctx, c.Write.WorkItemID)
	if err != nil {
		return end, false, err
	}
	told, err := s.Outcomes.Outcomes(ctx, []approvals.OutcomeQuestion{{WorkItemID: c.Write.WorkItemID, Request: rounds.Request}})
	switch {
	case errors.Is(err, approvals.ErrNotOffered):
		return end, false, nil
	case err != nil || len(told) != 1:
		s.Log.WarnContext(ctx, "the gateway does not tell how a work item ended", "work_item_id", c.Write.WorkItemID, "error", err)
		return end, false, nil
	case told[0].Fate == approvals.FateOpen:
		return end, false, errors.Join(errListLacksIt, s.Store.Present(ctx, approvals.AbsentItem, []string{c.Write.WorkItemID}))
	}
	return told[0].Summary, told[0].Fate == approvals.FateDecided, nil
}
