package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// TestReminders has two replicas: whichever looks, everybody is reminded once.
func TestReminders(t *testing.T) {
	t.Parallel()
	s := newStory(t, always("1s"))
	first, second, third := s.dueIn(100), s.dueIn(200), s.role(sam)
	s.start()
	s.start()
	s.chapter("one message for all that waits, some time after the cards", func(s *story) {
		m := s.reminded(sam, 1, "Reminder: 3 approvals wait for you", "2 more waiting, the next due", first.Number, second.Number,
			third.Number)
		if !strings.HasPrefix(m.Text, "Reminder") || !has(m, "Show next") || !has(m, "Open") || has(m, "Approve") {
			s.Errorf("its text begins %q, its buttons are %s", m.Text, labels(m))
		}
	})
	s.chapter("Show next sends the most urgent one", func(s *story) {
		s.press(sam, s.reminders(sam)[0], "Show next")
		s.eventually("its card is there twice", func() bool { return len(s.cards(sam, first)) == 2 })
	})
	s.chapter("at most one a day", func(s *story) {
		s.look()
		s.looked()
		s.reminded(sam, 1)
	})
	s.chapter("the next day only what still waits, and the reminder before has no buttons any more", func(s *story) {
		s.press(sam, s.cards(sam, second)[0], "Approve")
		s.closed(sam, second, "Approved by Sam Okoye")
		s.later(48 * time.Hour)
		m := s.reminded(sam, 2, "Reminder: 2 approvals wait for you", first.Number, third.Number)
		if strings.Contains(s.Slack.VisibleText(m), second.Number+" ·") {
			s.Error("it tells of what was approved")
		}
		s.becomes(s.reminders(sam)[0], "the first reminder has no buttons", func(m slacksim.Message) bool {
			return len(slacksim.Buttons(m)) == 0 && holdsAll(s.Slack.VisibleText(m),
				[]string{"3 approvals waited for you", "A later reminder came"})
		})
	})
	s.chapter("nothing of what is decided", func(s *story) {
		s.press(sam, s.cards(sam, first)[0], "Approve")
		s.press(sam, s.cards(sam, third)[0], "Approve")
		s.closed(sam, third, "Approved by Sam Okoye")
		s.eventually("all is decided", func() bool { return len(s.accepted("")) == 3 })
		s.closed(sam, first, "Approved by Sam Okoye")
		s.later(48 * time.Hour)
		s.eventually("nobody is looked at any more", func() bool { return s.one("SELECT count(*) FROM reminders WHERE next_look_at IS NOT NULL") == 0 })
		s.reminded(sam, 2)
	})
}

func TestRemindMeLater(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, always("1h"))
	put, stays := s.dueIn(300), s.dueIn(400)
	s.start()
	s.gets(sam, put)
	s.gets(sam, stays)
	s.putOff(sam, put, "In one hour")
	s.chapter("the list still has it, and says so", func(s *story) {
		s.command(sam, "")
		s.list(sam, "2 items wait for you", put.Number, "Snoozed until")
		s.command(sam, "snoozed")
		s.list(sam, "One item is snoozed", put.Number)
	})
	s.chapter("Show next leaves it out", func(s *story) {
		s.command(sam, stays.Number)
		s.eventually("the card is there twice", func() bool { return len(s.cards(sam, stays)) == 2 })
		if m, ok := s.shows(sam, stays); !ok || strings.Contains(s.Slack.VisibleText(m), "more waiting") {
			s.Errorf("the card counts what is snoozed: %q", s.Slack.VisibleText(m))
		}
		s.command(sam, put.Number)
		s.eventually("one can still ask for it", func() bool { return len(s.cards(sam, put)) == 2 })
		s.press(sam, s.cards(sam, put)[1], "Show next")
		s.eventually("the other one comes", func() bool { return len(s.cards(sam, stays)) == 3 })
	})
	s.chapter("a reminder leaves it out", func(s *story) {
		s.sql("UPDATE snoozes SET until = until + interval '2 hours'")
		s.later(2 * time.Hour)
		m := s.reminded(sam, 1, "Reminder: one approval waits for you", stays.Number)
		if strings.Contains(s.Slack.VisibleText(m), put.Number+" ·") {
			s.Error("it tells of what is snoozed")
		}
	})
	s.chapter("when it is over, it is told of, today again", func(s *story) {
		s.sql("UPDATE snoozes SET until = clock_timestamp()")
		s.look()
		s.reminded(sam, 2, "Reminder: 2 approvals wait for you", put.Number, stays.Number)
		s.command(sam, "snoozed")
		s.list(sam, "Nothing is snoozed")
	})
	s.chapter("not of what is over", func(s *story) {
		s.press(sam, s.cards(sam, put)[0], "Approve")
		s.closed(sam, put, "Approved by Sam Okoye")
		old := s.cards(sam, put)[0]
		p := slacksim.Press{User: s.SlackID(sam), Channel: old.Channel, TS: old.TS, ActionID: cards.ActionMore, Entry: "Remind me later",
			Stale: true}
		if r, err := s.Slack.Click(context.Background(), p); err == nil && r.Acked {
			s.told(sam, "You already approved this")
		}
	})
}

func TestReminderWhenSlackIsInTrouble(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t, always("1h"))
	i := s.role(sam)
	s.start()
	s.gets(sam, i)
	s.chapter("busy: it comes a little later", func(s *story) {
		_, err := s.Slack.AddFault(slacksim.Fault{Method: "chat.postMessage", Kind: slacksim.FaultRateLimited, RetryAfter: 1, Count: 1})
		s.must(err)
		s.later(2 * time.Hour)
		s.eventually("it was put back", func() bool {
			return s.one("SELECT count(*) FROM reminders WHERE seq = 1 AND state = 'idle' AND last_at IS NULL") == 1
		})
		s.reminded(sam, 1, i.Number)
	})
	s.chapter("no answer, and it went out: it is not sent again", func(s *story) {
		_, err := s.Slack.AddFault(slacksim.Fault{Method: "chat.postMessage", Kind: slacksim.FaultCutAfter, Count: 1})
		s.must(err)
		s.later(48 * time.Hour)
		s.reminded(sam, 2, i.Number)
		s.look()
		s.eventually("everybody was looked at again",
			func() bool {
				return s.one("SELECT count(*) FROM reminders WHERE next_look_at <= now()") == 0 || s.hurry("remind")
			})
		s.reminded(sam, 2)
	})
	s.chapter("a crash between the mark and the message loses one and no more", func(s *story) {
		_, err := s.Slack.AddFault(slacksim.Fault{Method: "dnd.info", Kind: slacksim.FaultHang, Count: 1})
		s.must(err)
		s.later(72 * time.Hour)
		s.eventually("a worker has it in hand", func() bool { return s.one("SELECT count(*) FROM reminders WHERE state = 'sending' AND seq > 3") == 1 })
		s.bot().kill()
		s.leasesEnd()
		s.start()
		s.look()
		s.eventually("everybody was looked at again",
			func() bool {
				return s.one("SELECT count(*) FROM reminders WHERE next_look_at <= now()") == 0 || s.hurry("remind")
			})
		s.reminded(sam, 2)
		s.later(9 * 24 * time.Hour)
		s.reminded(sam, 3, i.Number)
	})
}
