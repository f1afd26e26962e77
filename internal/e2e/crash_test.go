package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

func TestAKilledBotLosesNothing(t *testing.T) {
	t.Parallel()
	s := newStory(t, setting{"IIQ_TIMEOUT": "2s"})
	s.start()
	s.chapter("right after the ack: the decision reaches IdentityIQ once", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultHang, Method: "GET", Path: itemPath, Count: 1})
		s.press(sam, card, "Approve")
		s.bot().kill()
		s.untouched(i)
		s.start()
		s.leasesEnd()
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("after IdentityIQ took it and before the bot knew: it is found to be ours", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultHang, Method: "PUT", Path: itemPath, Count: 1, AfterEffect: true})
		s.press(sam, card, "Approve")
		s.eventually("IdentityIQ has taken it", func() bool { return len(s.accepted(i.ID)) == 1 })
		s.closed(sam, i, "Recording")
		s.bot().kill()
		s.start()
		s.leasesEnd()
		s.closed(sam, i, "Approved by Sam Okoye")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	})
	s.chapter("after a card went out and before the bot knew: it is found, and there is no second one", func(s *story) {
		s.slackFault(slacksim.Fault{Method: "chat.postMessage", Kind: slacksim.FaultHangAfter, Count: 1})
		i := s.role(sam)
		s.eventually("the card is in Slack", func() bool { return len(s.cards(sam, i)) == 1 })
		s.bot().kill()
		s.start()
		s.leasesEnd()
		s.press(sam, s.gets(sam, i), "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
		if n := len(s.cards(sam, i)); n != 1 {
			s.Errorf("there are %d cards", n)
		}
	})
}

func TestAStopLeavesWhatIsInHandForTheNextStart(t *testing.T) {
	promise(t)
	s := tell(t)
	i := s.role(sam)
	card := s.gets(sam, i)
	s.fault(iiqsim.Fault{Kind: iiqsim.FaultHang, Method: "GET", Path: itemPath, Count: 1})
	s.press(sam, card, "Approve")
	s.eventually("the read-back hangs", func() bool { return s.IIQ.Stats().InFlight > 0 && s.IIQ.Faults()[0].Fired == 1 })
	s.bot().stop()
	s.untouched(i)
	s.start()
	s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	s.closed(sam, i, "Approved by Sam Okoye")
}

func TestTwoReplicas(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t)
	s.group("Ledger.Owners", sam, dana, nora)
	first, second := s.start(), s.start()
	var items []item
	for range 8 {
		items = append(items, s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee}))
	}
	everybody := []string{sam, dana, nora}
	s.chapter("one card each, and one decision each", func(s *story) {
		for n, i := range items {
			for _, who := range everybody {
				s.gets(who, i)
			}
			a, b := everybody[n%3], everybody[(n+1)%3]
			s.together(s.clicking(a, s.cards(a, i)[0], "Approve"), s.clicking(b, s.cards(b, i)[0], "Approve"))
		}
		for _, i := range items {
			for _, who := range everybody {
				s.closed(who, i, "Approved by")
				if n := len(s.cards(who, i)); n != 1 {
					s.Errorf("%s has %d cards of %s", who, n, i.Number)
				}
			}
			if n := len(s.accepted(i.ID)); n != 1 {
				s.Errorf("IdentityIQ took %d decisions on %s", n, i.Number)
			}
		}
	})
	s.chapter("one is killed, and the other one goes on", func(s *story) {
		first.kill()
		i := s.role(sam)
		s.press(sam, s.gets(sam, i), "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("one freezes with a decision in hand, and wakes up harmless", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultHang, Method: "PUT", Path: itemPath, Count: 1, AfterEffect: true})
		s.press(sam, card, "Approve")
		s.eventually("IdentityIQ has taken it", func() bool { return len(s.accepted(i.ID)) == 1 })
		second.freeze()
		s.start()
		s.leasesEnd()
		s.closed(sam, i, "Approved by Sam Okoye")
		second.thaw()
		s.IIQ.ClearFaults()
		second.stop()
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
}
