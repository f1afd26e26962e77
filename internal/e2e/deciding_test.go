package e2e

import "testing"

func TestDeciding(t *testing.T) {
	s := tell(t)
	s.chapter("approve", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.Log(s.Slack.VisibleText(card), labels(card))
		s.press(sam, card, "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
}
