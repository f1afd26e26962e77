package e2e

import (
	"context"
	"strings"
	"testing"
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

func TestPausedReminders(t *testing.T) {
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

func TestReminderWhenSlackIsInTrouble(t *testing.T) {
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
