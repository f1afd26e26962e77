package e2e

import (
	"context"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// always lets reminders come at any time.
func always(after string) setting {
	return setting{"REMIND_AFTER": after, "REMIND_HOURS": "00:00-24:00", "REMIND_DAYS": "Mon-Sun"}
}

// reminders gives every reminder that somebody got, the oldest first.
func (s *story) reminders(who string) []slacksim.Message {
	var all []slacksim.Message
	for _, m := range s.Slack.Inbox(s.SlackID(who)) {
		if strings.HasPrefix(s.Slack.VisibleText(m), "Reminder") {
			all = append(all, m)
		}
	}
	return all
}

// reminded waits until somebody has so many reminders, and gives the last, which shows these words.
func (s *story) reminded(who string, n int, words ...string) slacksim.Message {
	s.Helper()
	s.eventually("a reminder for "+who, func() bool { return len(s.reminders(who)) >= n || s.hurry("remind") })
	all := s.reminders(who)
	last := all[len(all)-1]
	if len(all) != n || !holdsAll(s.Slack.VisibleText(last), words) {
		s.picture()
		s.Fatalf("%s has %d reminders, want %d; the last says %q, want %q", who, len(all), n, s.Slack.VisibleText(last), words)
	}
	return last
}

// later lets a time have gone by for cards, reminders and snoozes, and lets the round look at everybody now. A card that
// Slack has and the bot has not noted yet is waited for: its time would be noted as it is now.
func (s *story) later(d time.Duration) {
	s.Helper()
	s.eventually("every card is noted", func() bool { return s.one("SELECT count(*) FROM cards WHERE state IN ('new', 'waiting')") == 0 })
	by := d.Seconds()
	s.sql("UPDATE work_item_approvers SET since = since - make_interval(secs => $1)", by)
	s.sql("UPDATE cards SET posted_at = posted_at - make_interval(secs => $1), created_at = created_at - make_interval(secs => $1)", by)
	s.sql("UPDATE snoozes SET until = until - make_interval(secs => $1)", by)
	s.sql("UPDATE reminders SET last_at = last_at - make_interval(secs => $1)", by)
	s.look()
}

// look lets the round look at everybody now.
func (s *story) look() {
	s.Helper()
	s.sql("UPDATE reminders SET next_look_at = now()")
	s.roundNow("remind")
}

// looked waits until the round has looked at everybody, and nobody's reminder is on its way.
func (s *story) looked() {
	s.Helper()
	s.eventually("everybody was looked at", func() bool {
		return s.one("SELECT count(*) FROM reminders WHERE state <> 'idle' OR next_look_at <= now()") == 0 || s.hurry("remind")
	})
}

func (s *story) one(query string, args ...any) (n int) {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	defer cancel()
	s.must(s.tables.QueryRow(ctx, query, args...).Scan(&n))
	return n
}

// submit fills the form in front of somebody and wants it taken.
func (s *story) submit(who string, entries map[string]any) {
	s.Helper()
	s.form(who)
	r := s.sends(who, entries)
	if !r.Acked || len(r.FieldErrors) > 0 {
		s.picture()
		s.Fatalf("submit: acked %t, %v %s", r.Acked, r.FieldErrors, r.UserError)
	}
}

// putOff chooses Remind me later on a card, and reads what is said to it.
func (s *story) putOff(who string, i item, when string) {
	s.Helper()
	s.choose(who, s.gets(who, i), "Remind me later")
	s.submit(who, map[string]any{cards.BlockLater: when})
	s.eventually("it is confirmed", func() bool {
		return strings.Contains(s.Slack.VisibleView(s.form(who)), "I will remind you of it on")
	})
	if _, err := s.Slack.CloseModal(context.Background(), s.SlackID(who)); err != nil {
		s.Fatal(err)
	}
}

// sets changes somebody's settings by the form behind the button of /approvals settings.
func (s *story) sets(who string, entries map[string]any) {
	s.Helper()
	s.command(who, "settings")
	s.press(who, s.list(who, "My settings"), "Change settings")
	s.submit(who, entries)
	s.eventually("it is confirmed", func() bool {
		return strings.Contains(s.Slack.VisibleView(s.form(who)), "Your settings are saved.")
	})
	if _, err := s.Slack.CloseModal(context.Background(), s.SlackID(who)); err != nil {
		s.Fatal(err)
	}
}
