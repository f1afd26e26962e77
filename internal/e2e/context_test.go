package e2e

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// The access of these stories.
const (
	ledger  = "Ledger Reader"
	payroll = "Payroll Admin"
)

// informed is a story in which IdentityIQ tells what helps to decide.
func informed(t *testing.T) *story {
	t.Helper()
	t.Parallel()
	s := storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t), Gateway: true})
	s.must(s.IIQ.Catalogue(iiqsim.Catalogued{Application: "IIQ", Name: "assignedRoles", Value: ledger, Owner: nora,
		Classifications: []string{"Finance"}, Description: "Reads the general ledger"}))
	s.must(s.IIQ.Catalogue(iiqsim.Catalogued{Application: "IIQ", Name: "assignedRoles", Value: payroll, Privileged: true,
		Recommendation: &iiqsim.Recommendation{Decision: "deny", Reasons: []string{"Nobody in the team has it"}}}))
	s.start()
	return s
}

// access asks for roles for Dana Reyes, as part of a request where one is named.
func (s *story) access(owner, request string, roles ...string) item {
	s.Helper()
	var lines []iiqsim.ApprovalItem
	for _, role := range roles {
		lines = append(lines, iiqsim.ApprovalItem{Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: role})
	}
	return s.ask(iiqsim.ItemSpec{Owner: owner, Requester: lee, Target: dana, Request: request, Item: iiqsim.WorkItem{Lines: lines}})
}

const contextCall = "GET gateway/context/WorkItem/{id}"

// The second approver reads on their card what the first one wrote, and the decision log keeps that they did.
func TestTheSecondApproverReadsTheFirstOnesWords(t *testing.T) {
	s := informed(t)
	const words = "She needs it for the audit of the third quarter."
	first := s.access(nora, "", ledger)
	card := s.sees(nora, first, "Owner of the access: Nora Lindqvist")
	s.choose(nora, card, "Approve with a comment")
	s.form(nora)
	s.decides(nora, words)
	s.taken(first, nora, "Finished", words+" (Nora Lindqvist, in Slack)")
	s.closed(nora, first, "Approved by Nora Lindqvist")
	second := s.access(sam, first.Request, ledger)
	card = s.sees(sam, second, "Approved before by Nora Lindqvist", words)
	s.drawn(second)
	s.choose(sam, card, "Details")
	details := s.Slack.VisibleView(s.form(sam))
	for _, want := range []string{"Approved before by Nora Lindqvist", words, "Owner of the access: Nora Lindqvist", "Finance"} {
		if !strings.Contains(details, want) {
			s.Errorf("the details say %s, want %q", details, want)
		}
	}
	s.away(sam)
	s.press(sam, s.gets(sam, second), "Approve")
	s.closed(sam, second, "Approved by Sam Okoye")
	if shown := s.entry(audit.DecisionClicked, second, sam).Shown; shown == nil || !strings.Contains(shown.Text, words) {
		s.Errorf("the decision log says that the card showed %+v, want the words", shown)
	}
	s.chapter("a card costs one call for its facts, whatever it has", func(s *story) {
		for _, roles := range [][]string{{ledger}, strings.Split(strings.Repeat(ledger+",", 49)+ledger, ",")} {
			before := s.IIQ.Requests()[contextCall]
			i := s.access(sam, "", roles...)
			s.gets(sam, i)
			s.drawn(i)
			if n := s.IIQ.Requests()[contextCall] - before; n != 1 {
				s.Errorf("a card of %d lines: got %d calls for its facts, want one", len(roles), n)
			}
		}
	})
	s.chapter("a privileged line that only the catalogue knows is confirmed", func(s *story) {
		i := s.access(sam, "", payroll)
		s.choose(sam, s.sees(sam, i, "Privileged access"), "Details")
		if text := s.Slack.VisibleView(s.form(sam)); !strings.Contains(text, "IdentityIQ recommends denying: Nobody in the team has it") {
			s.Errorf("the details say %s, want what IdentityIQ recommends", text)
		}
		s.away(sam)
	})
}

// IdentityIQ does not tell what helps to decide: the card comes all the same. What it tells later is in Details, and rides with the
// card's next change.
func TestACardDoesNotWaitForItsFacts(t *testing.T) {
	promise(t)
	s := informed(t)
	hangs, err := s.IIQ.AddFault(iiqsim.Fault{Kind: iiqsim.FaultHang, Path: "/context/"})
	s.must(err)
	i, others := s.access(sam, "", ledger), []item{s.access(sam, "", ledger), s.access(nora, "", ledger)}
	card := s.gets(sam, i)
	s.gets(sam, others[0])
	s.gets(nora, others[1])
	if text := s.Slack.VisibleText(card); strings.Contains(text, "Owner of the access") {
		s.Errorf("the card shows %s, want it to come without facts", text)
	}
	s.choose(sam, card, "Details")
	if text := s.Slack.VisibleView(s.form(sam)); strings.Contains(text, "Owner of the access") {
		s.Errorf("the details say %s, want them to open without facts", text)
	}
	s.away(sam)
	s.IIQ.RemoveFault(hangs)
	s.choose(sam, s.gets(sam, i), "Details")
	s.eventually("the open details show what IdentityIQ tells now", func() bool {
		return strings.Contains(s.Slack.VisibleView(s.form(sam)), "Owner of the access: Nora Lindqvist")
	})
	s.away(sam)
	if text := s.Slack.VisibleText(s.gets(nora, others[1])); strings.Contains(text, "Owner of the access") {
		s.Errorf("a card whose Details nobody opened shows %s, want it not drawn anew for late facts", text)
	}
	s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) { w.Level = "High" }))
	s.sees(sam, i, "Priority: High", "Owner of the access: Nora Lindqvist")
	s.chapter("an error costs nothing but the facts", func(s *story) {
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 500, Path: "/context/"})
		i := s.access(sam, "", payroll)
		s.press(sam, s.gets(sam, i), "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
		s.IIQ.ClearFaults()
	})
}

// Without a gateway the identity request tells who decided before, with their words.
func TestWhoDecidedBeforeWithoutAGateway(t *testing.T) {
	variant(t)
	s := tell(t)
	const words = "She needs it for the audit of the third quarter."
	first := s.access(nora, "", ledger)
	s.choose(nora, s.gets(nora, first), "Approve with a comment")
	s.form(nora)
	s.decides(nora, words)
	s.closed(nora, first, "Approved by Nora Lindqvist")
	s.group("Ledger.Owners", nora)
	s.gets(nora, s.access("Ledger.Owners", first.Request, payroll))
	second := s.access(sam, first.Request, ledger)
	s.sees(sam, second, "Approved before by Nora Lindqvist", words, "Still to decide: Ledger")
}
