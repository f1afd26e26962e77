package cards

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func requesterNote(o approvals.OutcomeView, changes ...func(*approvals.CardView)) approvals.RequesterNote {
	v := openCard(changes...)
	o.At = fixtureNow
	return approvals.RequesterNote{Requester: approvals.Identity{ID: leeID, Display: "Lee Quinn"}, Item: v.Item, Target: v.Target,
		Ended: o, RequestURL: "https://iiq.example.com/identityiq/request/777"}
}

func TestRequesterNotes(t *testing.T) {
	t.Parallel()
	by := func(o approvals.Outcome, comment string) approvals.OutcomeView {
		return approvals.OutcomeView{Outcome: o, By: "Sam Okoye", Comment: comment}
	}
	for name, c := range map[string]struct {
		note approvals.RequesterNote
		says []string
	}{
		"approved": {requesterNote(by(approvals.OutcomeApproved, "")), []string{
			"✅ Your request for Dana Reyes was approved by Sam Okoye", "Add GL read-only (Active Directory)",
			"IdentityIQ may ask others as well",
		}},
		"denied": {requesterNote(by(approvals.OutcomeDenied, "Ask <@U1> for *less*.")), []string{
			"⛔ Your request for Dana Reyes was denied by Sam Okoye", "Ask <@U1> for *less*.", "Request 777.",
		}},
		"for_oneself": {requesterNote(by(approvals.OutcomeApproved, ""), ownRequest), []string{"Your request was approved by Sam Okoye"}},
		"mixed": {requesterNote(approvals.OutcomeView{Outcome: approvals.OutcomeMixed, Approved: 2, Denied: 1}), []string{
			"Your request for Dana Reyes was decided: 2 approved, 1 denied",
		}},
		"hostile": {requesterNote(by(approvals.OutcomeDenied, hostileWords), hostile), []string{"was denied by Sam Okoye"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := RequesterNote(c.note)
			goldenMessage(t, "requester_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
		})
	}
}
