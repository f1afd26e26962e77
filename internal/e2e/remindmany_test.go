package e2e

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// Many people whose reminders are due in the same minute are asked about together, and who is not to be disturbed is not.
func TestManyRemindersAtOnce(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t, always("1h"))
	_, err := s.Slack.UpdateUser(s.SlackID(dana), func(u *slacksim.User) {
		u.DND = &slacksim.DND{Enabled: true, Start: time.Now().Add(-time.Hour).Unix(), End: time.Now().Add(3 * time.Hour).Unix()}
	})
	s.must(err)
	var crowd []string
	for _, p := range s.Company.People[:20] {
		crowd = append(crowd, p.Name)
	}
	for _, who := range crowd {
		if who != lee {
			s.role(who)
		}
	}
	s.start()
	s.eventually("everybody has a card", func() bool {
		return s.one("SELECT count(*) FROM cards WHERE state = 'posted'") >= len(crowd)-1
	})
	s.later(2 * time.Hour)
	for _, who := range crowd {
		if who != dana && who != lee {
			s.reminded(who, 1, "Reminder: one approval waits for you")
		}
	}
	if n := len(s.reminders(dana)); n > 0 {
		s.Errorf("%d reminders within the schedule", n)
	}
	singly, together := s.Slack.CallsOf("dnd.info"), s.Slack.CallsOf("dnd.teamInfo")
	if together == 0 || singly+together > 10 {
		s.Errorf("%d questions about one, %d about many, for %d people", singly, together, len(crowd))
	}
}
