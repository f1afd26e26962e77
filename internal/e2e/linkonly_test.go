package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestWhatCannotBeDecidedHere(t *testing.T) {
	s := tell(t)
	s.chapter("an electronic signature", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateESign, Owner: sam, Requester: lee, Target: dana})
		s.linkOnly(sam, i, "electronic signature")
	})
	s.chapter("one's own request", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: sam, Target: dana})
		s.linkOnly(sam, i, "you asked for this yourself")
	})
	s.chapter("access of one's own", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: lee, Target: sam})
		s.linkOnly(sam, i, "it is for you")
	})
	s.chapter("one's own request, with the requester known by name alone", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateByName, Owner: sam, Target: dana,
			Item: iiqsim.WorkItem{RequesterName: "sam.okoye"}})
		s.linkOnly(sam, i, "you asked for this yourself")
	})
	s.chapter("the request of somebody else, known by name alone, can be decided", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateByName, Owner: sam, Target: dana, Item: iiqsim.WorkItem{RequesterName: lee}})
		card := s.gets(sam, i)
		s.sees(sam, i, "Lee Quinn")
		s.press(sam, card, "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	for _, kind := range []string{"Delegation", "Signoff", "Challenge", "ViolationReview", "PolicyViolation", "Form"} {
		s.chapter("type "+kind, func(s *story) {
			i := s.ask(iiqsim.ItemSpec{Template: iiqsim.Template(kind), Owner: sam, Requester: lee, Target: dana})
			s.linkOnly(sam, i, "Decide in IdentityIQ: ")
		})
	}
	s.chapter("types that are never shown", func(s *story) {
		var never []item
		for _, kind := range []string{"Event", "Generic", "ImpactAnalysis", "Test", "Unknown", "Remediation", "ManualAction"} {
			never = append(never, s.ask(iiqsim.ItemSpec{Template: iiqsim.Template(kind), Owner: sam, Requester: lee, Target: dana}))
		}
		s.gets(sam, s.role(sam))
		for _, i := range never {
			if len(s.cards(sam, i)) > 0 {
				s.Errorf("there is a card of work item %s", i.Number)
			}
		}
	})
}

// linkOnly waits for a card that says why it can only be decided in IdentityIQ.
func (s *story) linkOnly(who string, i item, why string) {
	s.Helper()
	m := s.closed(who, i, "Decide in IdentityIQ", why)
	if !has(m, "View") {
		s.Error("the card has no link")
	}
	s.untouched(i)
}
