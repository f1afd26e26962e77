package e2e

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestWhatHappensInIdentityIQShowsOnTheCards(t *testing.T) {
	s := tell(t)
	for _, told := range []struct {
		name    string
		happens func(i item) error
		words   []string
	}{
		{"approved", func(i item) error { return s.IIQ.Approve(i.ID, sam, "Done in the web pages") },
			[]string{"Approved by Sam Okoye in IdentityIQ", "Done in the web pages"}},
		{"denied by somebody else", func(i item) error { return s.IIQ.Deny(i.ID, nora, "No budget") },
			[]string{"Denied by Nora Lindqvist in IdentityIQ", "No budget"}},
		{"decided line by line", func(i item) error {
			return s.IIQ.Complete(i.ID, iiqsim.Completion{By: sam, State: "Finished", Lines: []string{"Finished", "Rejected", "Finished"}})
		}, []string{"Decided by Sam Okoye in IdentityIQ: 2 approved, 1 denied"}},
		{"gone without a trace", func(i item) error { return s.IIQ.DeleteWithoutTrace(i.ID) }, []string{"Completed in IdentityIQ"}},
		{"expired", func(i item) error { return s.IIQ.Expire(i.ID) }, []string{"Expired"}},
		{"withdrawn", func(i item) error { return s.IIQ.Cancel(i.ID) }, []string{"Canceled"}},
	} {
		s.chapter(told.name, func(s *story) {
			i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 3, Owner: sam, Requester: lee, Target: dana})
			s.gets(sam, i)
			s.must(told.happens(i))
			m := s.closed(sam, i, told.words...)
			if !has(m, "View") {
				s.Error("the card has no link any more")
			}
			s.untouched(i)
		})
	}
	s.chapter("reopened after it was withdrawn", func(s *story) {
		i := s.role(sam)
		s.gets(sam, i)
		s.must(s.IIQ.Cancel(i.ID))
		s.closed(sam, i, "Canceled")
		s.must(s.IIQ.Reopen(i.ID))
		s.press(sam, s.gets(sam, i), "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("reopened after it was approved here", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.press(sam, card, "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
		s.must(s.IIQ.Reopen(i.ID))
		s.deny(sam, i, "On second thoughts, no.")
		s.closed(sam, i, "Denied by Sam Okoye", "On second thoughts, no.")
		if all := s.accepted(i.ID); len(all) != 2 || all[1].State != "Rejected" {
			s.Errorf("IdentityIQ took %+v", all)
		}
	})
	s.chapter("what an old item is changed to shows on its card", func(s *story) {
		i := s.role(sam)
		s.gets(sam, i)
		s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) { w.Lines[0].DisplayValue = "Ledger Auditor" }))
		s.sees(sam, i, "Ledger Auditor")
	})
}

func TestForwarding(t *testing.T) {
	s := tell(t)
	i := s.role(sam)
	old := s.gets(sam, i)
	s.chapter("to somebody else", func(s *story) {
		s.must(s.IIQ.Forward(i.ID, nora))
		s.closed(sam, i, "Forwarded to Nora Lindqvist")
		s.gets(nora, i)
		s.sees(nora, i, "forwarded to you by Sam Okoye")
	})
	s.chapter("a click on the old card changes nothing", func(s *story) {
		p := s.clicking(sam, old, "Approve")
		p.Stale = true
		s.click(p)
		s.told(sam, "This request was forwarded to Nora Lindqvist. Nothing was changed.")
		s.untouched(i)
	})
	s.chapter("and back: a new card, and the old one stays", func(s *story) {
		s.must(s.IIQ.Forward(i.ID, sam))
		s.eventually("Sam has a second card", func() bool { return len(s.cards(sam, i)) == 2 })
		s.gets(sam, i)
		first := s.cards(sam, i)[0]
		if !holdsAll(s.Slack.VisibleText(first), []string{"Forwarded"}) || has(first, "Approve") {
			s.Errorf("the old card says %q", s.Slack.VisibleText(first))
		}
		s.closed(nora, i, "Forwarded to Sam Okoye")
		s.press(sam, s.gets(sam, i), "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("to a workgroup", func(s *story) {
		s.group("Ledger.Owners", dana, nora)
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: lee, Target: lee})
		s.gets(sam, i)
		s.must(s.IIQ.Forward(i.ID, "Ledger.Owners"))
		s.closed(sam, i, "Forwarded to Ledger.Owners")
		s.gets(dana, i)
		s.press(nora, s.gets(nora, i), "Approve")
		s.closed(dana, i, "Approved by Nora Lindqvist")
	})
}

func TestIdentityIQsClockIsWrong(t *testing.T) {
	promise(t)
	s := tell(t)
	for _, skew := range []time.Duration{-10 * time.Minute, 20 * time.Minute, 0} {
		s.chapter(skew.String(), func(s *story) {
			s.IIQ.SetClockSkew(skew)
			i := s.role(sam)
			s.press(sam, s.gets(sam, i), "Approve")
			s.closed(sam, i, "Approved by Sam Okoye")
		})
	}
}
