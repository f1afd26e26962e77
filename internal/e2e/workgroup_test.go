package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestAWorkgroupDecides(t *testing.T) {
	s := tell(t)
	s.group("Ledger.Owners", sam, dana, nora)
	s.group("Inner", dana)
	s.group("Outer", "Inner", sam)
	s.chapter("the first decides, the second is told who was first", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
		for _, who := range []string{sam, dana, nora} {
			s.gets(who, i)
		}
		s.sees(sam, i, "member of the workgroup Ledger.Owners")
		s.press(dana, s.gets(dana, i), "Approve")
		s.taken(i, dana, "Finished", "(Dana Reyes, in Slack)")
		for _, who := range []string{sam, dana, nora} {
			s.closed(who, i, "Approved by Dana Reyes")
		}
		p := s.clicking(sam, s.cards(sam, i)[0], "Approve")
		p.Stale = true
		s.click(p)
		s.told(sam, "Dana Reyes already approved this")
	})
	s.chapter("two at the same moment: one decision, and the other is told", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
		// A card that is still to be sent when the item ends is never sent.
		s.gets(sam, i)
		mine, yours := s.gets(nora, i), s.gets(dana, i)
		s.together(s.clicking(nora, mine, "Approve"), s.clicking(dana, yours, "Approve"))
		s.eventually("IdentityIQ takes one decision", func() bool { return len(s.accepted(i.ID)) == 1 })
		first, loser := "Nora Lindqvist", dana
		if s.accepted(i.ID)[0].Approver == dana || s.accepted(i.ID)[0].Approver == "Dana Reyes" {
			first, loser = "Dana Reyes", nora
		}
		s.told(loser, first)
		for _, who := range []string{sam, dana, nora} {
			s.closed(who, i, "Approved by "+first)
		}
	})
	s.chapter("a form that is still open when somebody else was first says so under its field", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
		s.opens(sam, s.gets(sam, i), "Deny")
		s.press(nora, s.gets(nora, i), "Approve")
		s.closed(sam, i, "Approved by Nora Lindqvist")
		r := s.write(sam, "Too late.")
		if said := strings.Join(slices.Collect(maps.Values(r.FieldErrors)), " "); !strings.Contains(said,
			"Nora Lindqvist already approved this") {
			s.Errorf("the form says %q", said)
		}
		_, err := s.Slack.CloseModal(t.Context(), s.SlackID(sam))
		s.must(err)
		s.taken(i, nora, "Finished", "(Nora Lindqvist, in Slack)")
	})
	s.chapter("a member of a nested workgroup decides", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Outer", Requester: lee, Target: lee})
		s.gets(sam, i)
		s.deny(dana, i, "Ask Finance first.")
		s.taken(i, dana, "Rejected", "Ask Finance first. (Dana Reyes, in Slack)")
		s.closed(sam, i, "Denied by Dana Reyes", "Ask Finance first.")
		s.closed(dana, i, "Denied by Dana Reyes", "Ask Finance first.")
	})
	s.chapter("who joins gets a card, who leaves sees that it is not his any more", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
		s.gets(nora, i)
		s.members("Ledger.Owners", sam, dana)
		s.closed(nora, i, "No longer yours to decide")
		s.members("Ledger.Owners", sam, dana, nora)
		s.gets(nora, i)
	})
}
