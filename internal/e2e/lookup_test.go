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

func TestTheHomeTabDecidesInPlace(t *testing.T) {
	s := tell(t)
	first, second := s.dueIn(10), s.dueIn(20)
	s.gets(sam, first)
	s.gets(sam, second)
	open := func(s *story, words ...string) slacksim.View {
		s.Helper()
		var v slacksim.View
		s.eventually(fmt.Sprintf("the Home tab shows %q", words), func() (there bool) {
			v, there = s.Slack.Home(s.SlackID(sam))
			return there && holdsAll(s.Slack.VisibleView(v), words)
		})
		return v
	}
	s.must(s.Slack.OpenHome(s.SlackID(sam)))
	open(s, "2 items wait for you", first.Number+" · ", second.Number+" · ")
	s.chapter("approve", func(s *story) {
		s.click(slacksim.Press{User: s.SlackID(sam), Home: true, Text: "Approve", Near: second.Number + " · "})
		s.taken(second, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, second, "Approved by Sam Okoye")
		open(s, "One item waits for you", "Decided lately")
	})
	s.chapter("deny", func(s *story) {
		s.click(slacksim.Press{User: s.SlackID(sam), Home: true, Text: "Deny", Near: first.Number + " · "})
		s.form(sam)
		s.decides(sam, "No.")
		s.closed(sam, first, "Denied by Sam Okoye", "No.")
		open(s, "Nothing is waiting for your approval.")
	})
	s.chapter("a refusal is a small modal", func(s *story) {
		i := s.dueIn(5)
		s.gets(sam, i)
		s.must(s.Slack.OpenHome(s.SlackID(sam)))
		open(s, i.Number+" · ")
		s.must(s.IIQ.Approve(i.ID, nora, ""))
		s.closed(sam, i, "Approved by Nora Lindqvist in IdentityIQ")
		s.click(slacksim.Press{User: s.SlackID(sam), Home: true, Text: "Approve", Near: i.Number + " · "})
		if v := s.form(sam); !strings.Contains(s.Slack.VisibleView(v), "Nora Lindqvist already approved this") {
			s.Errorf("the modal says %q", s.Slack.VisibleView(v))
		}
		s.untouched(i)
	})
	s.chapter("a guest's Home tab tells why it is empty", func(s *story) {
		guest := s.SlackID(demo.GuestName)
		s.must(s.Slack.OpenHome(guest))
		s.eventually("the sentence", func() bool {
			v, there := s.Slack.Home(guest)
			return there && strings.Contains(s.Slack.VisibleView(v), "Guests cannot use approvals.")
		})
	})
}
