package jobs_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
)

// gatewayNo is a refusal by a gateway.
type gatewayNo struct {
	code   approvals.RefusalCode
	ending *approvals.ApprovalSummary
}

func (gatewayNo) Error() string                    { return "refused by the gateway" }
func (gatewayNo) Unwrap() error                    { return approvals.ErrIIQRefused }
func (e gatewayNo) Refusal() approvals.RefusalCode { return e.code }

func (e gatewayNo) Ending() (approvals.ApprovalSummary, bool) {
	if e.ending == nil {
		return approvals.ApprovalSummary{}, false
	}
	return *e.ending, true
}

// repeater is a gateway that is asked by a key.
type repeater struct {
	taken, asked bool
	err          error
	keys         []string
}

func (r *repeater) Taken(_ context.Context, w approvals.Write) (taken, asked bool, err error) {
	r.keys = append(r.keys, w.Key)
	return r.taken, r.asked, r.err
}

// writerFunc writes decisions in the place of IIQ.
type writerFunc func(w approvals.Write) error

func (f writerFunc) Decide(_ context.Context, w approvals.Write) (approvals.WorkItem, string, error) {
	return approvals.WorkItem{}, "", f(w)
}

// The clicker is told in the bot's own words why the gateway refused, and not that IdentityIQ did for some reason.
func TestAGatewaysRefusalIsTold(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	for n, code := range []approvals.RefusalCode{approvals.RefusedNotYours, approvals.RefusedSelf, approvals.RefusedChanged,
		approvals.RefusedInactive, approvals.RefusedByIIQ} {
		id := fmt.Sprint("i", n)
		s.See(jobstest.Request(id, "sam"))
		s.Click("sam", id, approvals.Approve, "")
		s.IIQ.Fails("put", gatewayNo{code: code})
		if got := s.Attempt(); got != "refused" {
			t.Errorf("%s: the attempt ended as %q, want %q", code, got, "refused")
		}
		s.Want("refused "+string(code), `SELECT state || ' ' || refusal FROM decisions WHERE work_item_id = $1`, id)
	}
}

// Where the identity request does not tell how an item ended, the gateway's refusal does.
func TestTheWinnerOfARefusalIsShown(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	won := &approvals.ApprovalSummary{WorkItemID: "i1", State: approvals.StateRejected, Completer: "D. dana", Ended: time.Now()}
	s.IIQ.Stories = map[string]*approvals.ApprovalSummary{"i1": nil}
	s.Submit.Writer = writerFunc(func(approvals.Write) error {
		s.IIQ.End("i1", *won)
		return gatewayNo{code: approvals.RefusedByIIQ, ending: won}
	})
	if got := s.Attempt(); got != "too_late" {
		t.Errorf("the attempt ended as %q, want %q", got, "too_late")
	}
	s.Want("refused denied D. dana",
		`SELECT d.state || ' ' || w.outcome || ' ' || w.outcome_by FROM decisions d JOIN work_items w ON w.id = d.work_item_id`)
}

// An answer that is lost leaves no doubt where the gateway knows the key. Where it does not, the decision is judged by
// what IIQ tells, as ever.
func TestADecisionThatWasSentIsAskedForByItsKey(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	for id, c := range map[string]struct {
		gateway *repeater
		want    string
	}{
		"taken":    {&repeater{taken: true, asked: true}, "recorded"},
		"nottaken": {&repeater{asked: true}, "retry"},
		"none":     {&repeater{}, "retry"},
		"away":     {&repeater{asked: true, err: approvals.ErrIIQAway}, "retry"},
	} {
		s.Submit.Repeat = c.gateway
		s.IIQ.Stories = map[string]*approvals.ApprovalSummary{id: nil}
		s.See(jobstest.Request(id, "sam"))
		decision := s.Click("sam", id, approvals.Approve, "").String()
		s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
		if got := s.Attempt(); got != "retry" || len(c.gateway.keys) > 0 {
			t.Errorf("%s: the first attempt ended as %q, asking for %v, want a retry, and no question", id, got, c.gateway.keys)
		}
		if got := s.Attempt(); got != c.want {
			t.Errorf("%s: the second attempt ended as %q, want %q", id, got, c.want)
		}
		if len(c.gateway.keys) != 1 || c.gateway.keys[0] != decision {
			t.Errorf("%s: got the keys %v, want that of the decision, %s", id, c.gateway.keys, decision)
		}
		s.Exec(`DELETE FROM river_job`)
		s.Exec(`UPDATE decisions SET state = 'given_up' WHERE state = 'recording'`)
	}
}
