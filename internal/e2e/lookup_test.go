package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// dueIn makes a request for Sam that is due in so many hours.
func (s *story) dueIn(hours int) item {
	s.Helper()
	return s.ask(iiqsim.ItemSpec{
		Template: iiqsim.TemplateRole, Owner: sam, Requester: lee, Target: dana, DueInMillis: int64(hours) * 3_600_000,
	})
}

// list waits for the newest private answer to somebody that shows these words.
func (s *story) list(who string, words ...string) slacksim.Message {
	s.Helper()
	var m slacksim.Message
	s.eventually(fmt.Sprintf("%s's newest answer shows %q", who, words), func() bool {
		all := s.Slack.Ephemerals(s.SlackID(who))
		if len(all) == 0 {
			return false
		}
		m = all[len(all)-1]
		return holdsAll(s.Slack.VisibleText(m), words)
	})
	return m
}

// rows gives the numbers of the rows of a list, in their order.
func (s *story) rows(m slacksim.Message) []string {
	var numbers []string
	for line := range strings.Lines(s.Slack.VisibleText(m)) {
		if number, _, ok := strings.Cut(line, " · "); ok {
			numbers = append(numbers, strings.TrimSpace(number))
		}
	}
	return numbers
}

func TestAskingForWhatWaits(t *testing.T) {
	s := tell(t)
	s.chapter("nothing waits", func(s *story) {
		s.command(nora, "")
		s.told(nora, "Nothing is waiting for your approval.")
	})
	var byDue []item
	for _, hours := range []int{30, 10, 70, 50, 20, 60, 40} {
		byDue = append(byDue, s.dueIn(hours))
	}
	byDue = []item{byDue[1], byDue[4], byDue[0], byDue[6], byDue[3], byDue[5], byDue[2]}
	for _, i := range byDue {
		s.gets(sam, i)
	}
	numbers := func(items []item) string {
		var all []string
		for _, i := range items {
			all = append(all, i.Number)
		}
		return strings.Join(all, " ")
	}
	s.chapter("pages of five, soonest due first", func(s *story) {
		s.command(sam, "")
		first := s.list(sam, "7 items wait for you", "1 to 5 of 7")
		if got := strings.Join(s.rows(first), " "); got != numbers(byDue[:5]) {
			s.Errorf("the first page has %s, want %s", got, numbers(byDue[:5]))
		}
		if has(first, "Approve") || has(first, "Deny") {
			s.Error("a list has something to decide")
		}
		s.press(sam, first, "Next page")
		second := s.list(sam, "6 to 7 of 7")
		if got := strings.Join(s.rows(second), " "); got != numbers(byDue[5:]) {
			s.Errorf("the second page has %s, want %s", got, numbers(byDue[5:]))
		}
		s.press(sam, second, "Previous page")
		s.list(sam, "1 to 5 of 7")
		if n := s.answers(s.SlackID(sam), "items wait for you"); n != 1 {
			s.Errorf("turning pages left %d lists", n)
		}
	})
	s.chapter("Open sends the card", func(s *story) {
		before := len(s.cards(sam, byDue[2]))
		p := s.clicking(sam, s.list(sam, "1 to 5 of 7"), "Open")
		p.Near = byDue[2].Number + " · "
		s.click(p)
		s.eventually("a second card of it", func() bool { return len(s.cards(sam, byDue[2])) == before+1 })
		s.gets(sam, byDue[2])
	})
	s.chapter("a number sends the card", func(s *story) {
		s.command(sam, byDue[3].Number)
		s.told(sam, "I sent it to you in a direct message.")
		s.eventually("a second card of it", func() bool { return len(s.cards(sam, byDue[3])) == 2 })
		s.command(nora, byDue[3].Number)
		s.told(nora, "I know of no such item that waits for you.")
	})
	s.chapter("both copies of a card follow", func(s *story) {
		both := s.cards(sam, byDue[3])
		s.press(sam, both[0], "Approve")
		s.eventually("both say Approved", func() bool {
			for _, m := range s.cards(sam, byDue[3])[:2] {
				if !holdsAll(s.Slack.VisibleText(m), []string{"Approved by Sam Okoye"}) || has(m, "Approve") {
					return false
				}
			}
			return true
		})
	})
	s.chapter("in a direct message", func(s *story) {
		s.asks(sam, func() error {
			_, err := s.Slack.Say(s.SlackID(sam), "", "my approvals")
			return err
		})
		s.eventually("the list is in the direct messages", func() bool {
			inbox := s.Slack.Inbox(s.SlackID(sam))
			return holdsAll(s.Slack.VisibleText(inbox[len(inbox)-1]), []string{"6 items wait for you"})
		})
	})
	s.chapter("in a channel, where only the asker sees the answer", func(s *story) {
		channel, err := s.Slack.AddChannel("finance", s.SlackID(sam), s.SlackID(nora), s.Slack.BotUserID())
		s.must(err)
		before := s.answers(s.SlackID(sam), "6 items wait for you")
		s.asks(sam, func() error {
			_, err := s.Slack.Mention(s.SlackID(sam), channel, "my approvals")
			return err
		})
		s.eventually("Sam is answered", func() bool { return s.answers(s.SlackID(sam), "6 items wait for you") == before+1 })
		alone, err := s.Slack.AddChannel("without-the-app", s.SlackID(sam), s.SlackID(nora))
		s.must(err)
		s.commandIn(sam, alone, "")
		s.eventually("Sam is answered", func() bool { return s.answers(s.SlackID(sam), "6 items wait for you") == before+2 })
		for _, c := range []string{channel, alone} {
			for _, m := range s.Slack.Messages(c) {
				if m.BotID != "" && !m.Ephemeral {
					s.Errorf("everybody in the channel reads %q", s.Slack.VisibleText(m))
				}
			}
		}
		if s.answers(s.SlackID(nora), "items wait") > 0 {
			s.Error("Nora sees Sam's list")
		}
	})
}
