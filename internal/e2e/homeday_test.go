package e2e

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// onHome presses a button of somebody's Home tab, beside these words.
func (s *story) onHome(who, text, near string) {
	s.Helper()
	s.click(slacksim.Press{User: s.SlackID(who), Home: true, Text: text, Near: near})
}

// menuOnHome takes an entry of the More menu on somebody's Home tab.
func (s *story) menuOnHome(who, entry, near string) {
	s.Helper()
	s.click(slacksim.Press{User: s.SlackID(who), Home: true, ActionID: cards.ActionHomeMore, Entry: entry, Near: near})
}

// While somebody has the tab open it follows whatever they do, there or elsewhere.
func TestTheHomeTabFollowsWhatIsDone(t *testing.T) {
	variant(t)
	s := tell(t)
	first, second := s.dueIn(200), s.dueIn(300)
	s.gets(sam, first)
	s.gets(sam, second)
	s.must(s.Slack.OpenHome(s.SlackID(sam)))
	s.home(sam, "2 items wait for you", first.Number+" · ", "A card at once", "Your time zone, from your Slack profile:")
	s.chapter("settings, changed on the tab itself", func(s *story) {
		s.onHome(sam, "Change settings", "My settings")
		s.submit(sam, map[string]any{cards.BlockTold: "A digest only"})
		s.eventually("it is confirmed", func() bool { return strings.Contains(s.Slack.VisibleView(s.form(sam)), "Your settings are saved.") })
		s.away(sam)
		s.home(sam, "A digest only")
	})
	s.chapter("an item put off", func(s *story) {
		s.menuOnHome(sam, "Remind me later", first.Number+" · ")
		s.submit(sam, map[string]any{cards.BlockLater: "Tomorrow morning"})
		s.eventually("it is confirmed", func() bool { return strings.Contains(s.Slack.VisibleView(s.form(sam)), "I will remind you of it on") })
		s.away(sam)
		s.home(sam, "Snoozed until")
	})
	s.chapter("details, and an approval with a comment", func(s *story) {
		s.menuOnHome(sam, "Details", second.Number+" · ")
		if v := s.form(sam); !strings.Contains(s.Slack.VisibleView(v), "Requested by: Lee Quinn") {
			s.Errorf("the details say %q", s.Slack.VisibleView(v))
		}
		s.away(sam)
		s.menuOnHome(sam, "Approve with a comment", second.Number+" · ")
		s.form(sam)
		s.decides(sam, "For the close.")
		s.taken(second, sam, "Finished", "For the close. (Sam Okoye, in Slack)")
		s.home(sam, "One item waits for you", "Decided lately", "Approved")
	})
	s.chapter("a decision by the card", func(s *story) {
		s.press(sam, s.gets(sam, first), "Approve")
		s.taken(first, sam, "Finished", "(Sam Okoye, in Slack)")
		s.home(sam, "Nothing is waiting for your approval.")
	})
	s.chapter("what cannot be decided here is a link", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateESign, Owner: sam, Requester: lee, Target: dana})
		s.eventually("it is known", func() bool { return s.one("SELECT count(*) FROM work_items WHERE id = $1", i.ID) == 1 })
		s.must(s.Slack.OpenHome(s.SlackID(sam)))
		v := s.home(sam, i.Number+" · ", "Decide in IdentityIQ")
		for _, b := range v.Buttons() {
			if b.Text == "Approve" || b.Text == "Deny" {
				s.Errorf("it has the button %s", b.Text)
			}
		}
	})
}

// Where the last good poll is long ago, an answer says of when it is.
func TestAnswersSayHowFreshTheyAre(t *testing.T) {
	variant(t)
	s := tell(t)
	i := s.dueIn(50)
	s.gets(sam, i)
	s.IIQ.SetDown(true)
	s.sql("UPDATE schedules SET last_ok_at = now() - interval '1 hour' WHERE name = 'poll'")
	s.command(sam, "")
	s.list(sam, i.Number, "IdentityIQ is not answering. This is how it was at")
	s.must(s.Slack.OpenHome(s.SlackID(sam)))
	s.home(sam, i.Number+" · ", "IdentityIQ is not answering. This is how it was at")
}

// Wherever somebody asks, the answer is for them alone; where the app is no member it comes as a direct message.
func TestAskingWhereTheAppIsNoMember(t *testing.T) {
	variant(t)
	s := tell(t)
	i := s.dueIn(50)
	s.gets(sam, i)
	channel, err := s.Slack.AddChannel("elsewhere", s.SlackID(sam), s.SlackID(dana))
	s.must(err)
	s.commandIn(sam, channel, "")
	s.list(sam, "One item waits for you", i.Number)
	if n := len(s.Slack.Messages(channel)); n > 0 {
		s.Errorf("%d messages are in the channel for all to see", n)
	}
}
