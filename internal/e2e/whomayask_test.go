package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// unmatchedComes has somebody whom nobody can match come by each way, again and again, and counts the calls for them. An identity
// without a Slack user has cards and reminders waiting.
func (s *story) unmatchedComes() {
	s.Helper()
	const times = 10
	card := s.gets(sam, s.role(sam))
	const noMatch = "I can't match you to an IdentityIQ account."
	for name, come := range map[string]func(user string) error{
		"a message": func(user string) error { _, err := s.Slack.Say(user, "", "my approvals"); return err },
		"a mention": func(user string) error {
			name := fmt.Sprintf("with-%s%d", strings.ToLower(user), s.Slack.Stats().Envelopes)
			channel, err := s.Slack.AddChannel(name, user, s.Slack.BotUserID())
			s.must(err)
			_, err = s.Slack.Mention(user, channel, "my approvals")
			return err
		},
		"a command": func(user string) error {
			_, err := s.Slack.Command(context.Background(), user, "", "/approvals", "")
			return err
		},
		"a press": func(user string) error {
			_, err := s.Slack.Click(context.Background(),
				slacksim.Press{User: user, Channel: card.Channel, TS: card.TS, Text: "Approve", Unseen: true})
			return err
		},
	} {
		u := s.newcomer(name)
		before := s.asked("GET /table/Identity")
		for n := range times {
			s.must(come(u))
			s.eventually(fmt.Sprintf("%s is answered for the %d. time", name, n+1), func() bool {
				return s.answers(u, noMatch)+s.inDirect(u, noMatch) > n
			})
		}
		s.lookedUpOnce(name, u)
		if n := s.asked("GET /table/Identity") - before; n > 2 || n == 0 && name != "a press" {
			// A press of somebody whom the bot has never met is refused by its tables alone.
			s.Errorf("%s, %d times: IdentityIQ was asked for people %d times, want 1 or 2", name, times, n)
		}
	}
	u := s.newcomer("the Home tab")
	for range times {
		before := s.Slack.CallsOf("views.publish")
		s.must(s.Slack.OpenHome(u))
		s.eventually("the Home tab is published", func() bool { return s.Slack.CallsOf("views.publish") > before })
	}
	s.lookedUpOnce("the Home tab", u)

	_, err := s.IIQ.AddIdentity(iiqsim.Identity{Name: "No.Slack", DisplayName: "No Slack", Email: "no.slack@example.com"})
	s.must(err)
	for range times {
		s.role("No.Slack")
	}
	s.eventually("nobody gets their cards", func() bool {
		return s.one("SELECT count(*) FROM cards WHERE state = 'unreachable'") == times
	})
	if n := s.callsWith("users.lookupByEmail", "no.slack@example.com"); n != 1 {
		s.Errorf("%d cards for somebody whom Slack does not know: %d look-ups, want 1", times, n)
	}
}

// newcomer gives a new member of the workspace whom IdentityIQ does not know, who comes by this way.
func (s *story) newcomer(way string) string {
	s.Helper()
	name := "by." + strings.ReplaceAll(strings.ToLower(way), " ", ".")
	u, err := s.Slack.AddUser(slacksim.User{Name: name, RealName: name, Email: name + "@nowhere.example", TZ: "Europe/Berlin"})
	s.must(err)
	return u.ID
}

// inDirect counts the messages of the bot to somebody that have these words.
func (s *story) inDirect(user, words string) (n int) {
	for _, m := range s.Slack.Inbox(user) {
		if !m.Ephemeral && m.BotID != "" && strings.Contains(s.Slack.VisibleText(m), words) {
			n++
		}
	}
	return n
}

// lookedUpOnce checks that Slack was asked for somebody once at most.
func (s *story) lookedUpOnce(way, user string) {
	s.Helper()
	if n := s.callsWith("users.info", user); n > 1 {
		s.Errorf("%s: %d calls of users.info, want at most 1", way, n)
	}
}

// callsWith counts the calls of a method with one argument.
func (s *story) callsWith(method, argument string) (n int) {
	for _, c := range s.Slack.Calls() {
		for _, value := range c.Arguments {
			if c.Method == method && value == argument {
				n++
			}
		}
	}
	return n
}

func TestWhoMayAsk(t *testing.T) {
	s := tell(t, setting{"IDENTITY_REFRESH_INTERVAL": "1h"})
	unmatched, err := s.Slack.AddUser(slacksim.User{Name: "uma", RealName: "Uma Nomatch", Email: "uma@nowhere.example",
		TZ: "Europe/Berlin"})
	s.must(err)
	ask := func(s *story, user, text string) {
		s.Helper()
		_, err := s.Slack.Command(context.Background(), user, "", "/approvals", text)
		s.must(err)
	}
	s.chapter("help is for every full member", func(s *story) {
		s.command(sam, "help")
		s.told(sam, "What you can ask", "/approvals")
		ask(s, unmatched.ID, "help")
		s.answered(unmatched.ID, "What you can ask")
		s.command(demo.GuestName, "help")
		s.told(demo.GuestName, "Guests cannot use approvals.")
	})
	s.chapter("what is not understood gets help", func(s *story) {
		s.command(dana, "make coffee")
		s.told(dana, "I do not understand", "What you can ask")
	})
	s.chapter("somebody unmatched gets one sentence", func(s *story) {
		ask(s, unmatched.ID, "")
		s.answered(unmatched.ID, "I can't match you to an IdentityIQ account. Ask your administrator to link you.")
	})
	s.chapter("somebody unmatched costs one look-up, by whatever way they come", func(s *story) { s.unmatchedComes() })
	s.chapter("a guest gets one sentence", func(s *story) {
		s.command(demo.GuestName, "")
		s.eventually("two refusals", func() bool { return s.answers(s.SlackID(demo.GuestName), "Guests cannot use approvals.") == 2 })
	})
	s.chapter("somebody new is found by the e-mail address", func(s *story) {
		_, err := s.IIQ.AddIdentity(iiqsim.Identity{Name: "New.Comer", DisplayName: "New Comer", Email: "New.Comer@example.com"})
		s.must(err)
		u, err := s.Slack.AddUser(slacksim.User{Name: "newcomer", RealName: "New Comer", Email: "new.comer@example.com",
			TZ: "Asia/Kolkata"})
		s.must(err)
		ask(s, u.ID, "")
		s.answered(u.ID, "Nothing is waiting for your approval.")
		i := s.role("New.Comer")
		s.eventually("the new colleague has a card", func() bool {
			for _, m := range s.Slack.Inbox(u.ID) {
				if i.about(m) && has(m, "Approve") {
					return true
				}
			}
			return false
		})
	})
	s.chapter("two identities with one address are nobody", func(s *story) {
		for _, name := range []string{"Twin.One", "Twin.Two"} {
			_, err := s.IIQ.AddIdentity(iiqsim.Identity{Name: name, DisplayName: name, Email: "twin@example.com"})
			s.must(err)
		}
		u, err := s.Slack.AddUser(slacksim.User{Name: "twin", RealName: "Twin", Email: "twin@example.com", TZ: "Europe/Berlin"})
		s.must(err)
		ask(s, u.ID, "")
		s.answered(u.ID, "More than one account has your e-mail address")
	})
}
