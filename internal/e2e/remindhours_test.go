package e2e

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

func TestPausedReminders(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, always("1h"))
	i := s.dueIn(300)
	s.start()
	s.gets(sam, i)
	s.sets(sam, map[string]any{cards.BlockPause: time.Now().AddDate(0, 0, 10).Format(time.DateOnly)})
	s.command(sam, "settings")
	s.list(sam, "My settings", "No reminders before")
	s.later(5 * time.Hour)
	s.looked()
	if n := len(s.reminders(sam)); n > 0 {
		s.Fatalf("%d reminders while paused", n)
	}
	another := s.role(sam)
	s.gets(sam, another)
	s.sets(sam, map[string]any{cards.BlockPause: ""})
	s.look()
	s.reminded(sam, 1, "Reminder: 2 approvals wait for you")
}

// hoursAroundNow are fields of the form: hours that began a few minutes ago where somebody is.
func (s *story) hoursAroundNow(who string) map[string]any {
	s.Helper()
	zone := time.UTC
	for _, u := range s.Slack.Users() {
		if u.ID == s.SlackID(who) {
			var err error
			zone, err = time.LoadLocation(u.TZ)
			s.must(err)
		}
	}
	now := time.Now().In(zone)
	return map[string]any{cards.BlockFrom: now.Add(-5 * time.Minute).Format("15:04"), cards.BlockTo: now.Add(2 * time.Hour).Format("15:04")}
}

func TestDigestOnly(t *testing.T) {
	variant(t)
	s := tell(t, always("1h"))
	hours := s.hoursAroundNow(nora)
	s.sets(nora, map[string]any{cards.BlockTold: "A digest only", cards.BlockFrom: hours[cards.BlockFrom],
		cards.BlockTo: hours[cards.BlockTo]})
	first, second := s.role(nora), s.role(nora)
	m := s.reminded(nora, 1)
	s.eventually("both are known", func() bool { return s.one("SELECT count(*) FROM work_items") == 2 })
	if n := len(s.cards(nora, first)) + len(s.cards(nora, second)); n > 0 {
		s.Errorf("%d cards beside the digest", n)
	}
	s.press(nora, m, "Open")
	s.eventually("what is asked for comes", func() bool { return len(s.cards(nora, first))+len(s.cards(nora, second)) == 1 })
	s.look()
	s.looked()
	s.reminded(nora, 1)
}

func TestSilent(t *testing.T) {
	variant(t)
	s := tell(t, always("1s"))
	s.sets(nora, map[string]any{cards.BlockTold: "Nothing by itself"})
	i := s.role(nora)
	s.eventually("it is known", func() bool { return s.one("SELECT count(*) FROM cards WHERE state = 'held'") == 1 })
	s.look()
	s.looked()
	s.command(nora, "")
	s.list(nora, "One item waits for you", i.Number)
	if n := len(s.Slack.Inbox(s.SlackID(nora))); n > 0 {
		s.Errorf("%d messages to somebody who wants none", n)
	}
	s.chapter("card at once again", func(s *story) {
		s.sets(nora, map[string]any{cards.BlockTold: "A card at once"})
		s.gets(nora, s.role(nora))
	})
}

func TestDoNotDisturbSchedule(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, always("1s"))
	ends := time.Now().Add(3 * time.Hour)
	_, err := s.Slack.UpdateUser(s.SlackID(sam), func(u *slacksim.User) {
		u.DND = &slacksim.DND{Enabled: true, Start: time.Now().Add(-time.Hour).Unix(), End: ends.Unix()}
	})
	s.must(err)
	i := s.role(sam)
	s.start()
	s.gets(sam, i)
	s.eventually("it waits for the end of the schedule", func() bool {
		return s.one("SELECT count(*) FROM reminders WHERE state = 'idle' AND last_at IS NULL AND next_look_at = to_timestamp($1)", ends.Unix()) == 1 ||
			s.hurry("remind")
	})
	if n := len(s.reminders(sam)); n > 0 {
		s.Fatalf("%d reminders within the schedule", n)
	}
	_, err = s.Slack.UpdateUser(s.SlackID(sam), func(u *slacksim.User) { u.DND = nil })
	s.must(err)
	s.look()
	s.reminded(sam, 1, "Reminder: one approval waits for you", i.Number)
}

func TestHoursOverAreHoursOver(t *testing.T) {
	variant(t)
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Kathmandu")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().In(zone)
	s := newStory(t, setting{"REMIND_AFTER": "1s", "REMIND_DAYS": "Mon-Sun",
		"REMIND_HOURS": now.Add(-4*time.Hour).Format("15:04") + "-" + now.Add(-2*time.Hour).Format("15:04")})
	_, err = s.Slack.UpdateUser(s.SlackID(sam), func(u *slacksim.User) { u.TZ = zone.String() })
	s.must(err)
	i := s.role(sam)
	s.start()
	s.gets(sam, i)
	s.look()
	s.looked()
	if n := len(s.reminders(sam)); n > 0 {
		s.Errorf("%d reminders outside the hours", n)
	}
	s.chapter("somebody who moves to where it is day is reminded there", func(s *story) {
		// Three hours and three quarters behind Kathmandu.
		const west = "Etc/GMT-2"
		_, err := s.Slack.UpdateUser(s.SlackID(sam), func(u *slacksim.User) { u.TZ = west })
		s.must(err)
		s.eventually("it is known", func() bool { return s.one("SELECT count(*) FROM slack_users WHERE tz = $1", west) == 1 })
		s.look()
		s.reminded(sam, 1, i.Number)
	})
}
