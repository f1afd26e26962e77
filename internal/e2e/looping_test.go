package e2e

import (
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// newest gives the latest message of the app to somebody.
func (s *story) newest(who string) slacksim.Message {
	inbox := s.Slack.Inbox(s.SlackID(who))
	if len(inbox) == 0 {
		return slacksim.Message{}
	}
	return inbox[len(inbox)-1]
}

func TestAQueueOfTenIsClearedWithOneClickEach(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, setting{"CARDS_AT_ONCE": "3"})
	var queue []item
	for n := range 10 {
		queue = append(queue, s.dueIn(24+n))
	}
	s.start()
	s.chapter("ten at once come as one message, with the most urgent", func(s *story) {
		s.sees(sam, queue[0], "10 new items wait for you")
		if n := len(s.Slack.Inbox(s.SlackID(sam))); n != 1 {
			s.Errorf("Sam got %d messages", n)
		}
	})
	s.press(sam, s.gets(sam, queue[0]), "Show next")
	for n := 1; n <= len(queue); n++ {
		i := queue[n%len(queue)]
		s.eventually(fmt.Sprintf("card %d comes by itself", n), func() bool {
			return i.about(s.newest(sam)) && len(s.Slack.Inbox(s.SlackID(sam))) == n+1
		})
		s.press(sam, s.newest(sam), "Approve")
	}
	for _, i := range queue {
		s.closed(sam, i, "Approved by Sam Okoye")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	}
	s.chapter("both cards of the first one follow", func(s *story) {
		s.eventually("both say so", func() bool {
			all := s.cards(sam, queue[0])
			return len(all) == 2 && holdsAll(s.Slack.VisibleText(all[0]), []string{"Approved by Sam Okoye"}) && !has(all[0], "Approve")
		})
	})
	s.chapter("nothing more waits", func(s *story) {
		p := s.clicking(sam, s.cards(sam, queue[0])[0], "Show next")
		p.Stale = true
		s.click(p)
		s.told(sam, "Nothing more is waiting for you.")
	})
}

func TestNoFloodOfCards(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, setting{"CARDS_AT_ONCE": "3"})
	var queue []item
	for n := range 5 {
		queue = append(queue, s.dueIn(24+n))
	}
	s.start()
	s.sees(sam, queue[0], "5 new items wait for you")
	for n := range 2 {
		queue = append(queue, s.dueIn(48+n))
	}
	s.sees(sam, queue[0], "7 new items wait for you")
	if n := len(s.Slack.Inbox(s.SlackID(sam))); n != 1 {
		s.Errorf("Sam got %d messages for 7 items", n)
	}
	s.chapter("every one of them can be reached", func(s *story) {
		s.command(sam, "")
		s.list(sam, "7 items wait for you")
		s.command(sam, queue[6].Number)
		s.gets(sam, queue[6])
	})
}

func TestThreeAtOnceAreThreeCardsThatCountTheRest(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, setting{"CARDS_AT_ONCE": "3"})
	queue := []item{s.dueIn(1), s.dueIn(2), s.dueIn(3)}
	s.start()
	for _, i := range queue {
		s.gets(sam, i)
	}
	s.sees(sam, queue[2], "2 more waiting")
	s.press(sam, s.gets(sam, queue[0]), "Approve")
	s.closed(sam, queue[0], "Approved by Sam Okoye", "2 more waiting")
	if n := len(s.Slack.Inbox(s.SlackID(sam))); n != 3 {
		s.Errorf("outside of a run a decision sent a card: %d messages", n)
	}
	s.press(sam, s.cards(sam, queue[0])[0], "Show next")
	s.eventually("the next card comes as a new message", func() bool { return len(s.cards(sam, queue[1])) == 2 })
}
