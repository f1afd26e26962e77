package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// A link by hand was to the wrong person. When it is undone their messages, the last reminder among them, and their Home tab tell nothing
// of the requests any more, whatever becomes of them, and the right person gets the cards.
func TestALinkThatWasUndone(t *testing.T) {
	t.Parallel()
	s := newStory(t, always("1h"))
	wrong, err := s.Slack.AddUser(slacksim.User{Name: "wrong", RealName: "Wrong Person", Email: "wrong@nowhere.example"})
	s.must(err)
	right, err := s.Slack.AddUser(slacksim.User{Name: "right", RealName: "Right Person", Email: "right@nowhere.example"})
	s.must(err)
	s.changeEmail(sam, "")
	s.start()
	byHand := func(args ...string) {
		s.Helper()
		_, stderr, code := runBot(s.T, map[string]string{"DATABASE_URL": s.DatabaseURL}, append([]string{"identity"}, args...)...)
		if code != 0 {
			s.Fatalf("bot identity %v: %d: %s", args, code, stderr)
		}
	}
	seen := func(user string) string {
		var all strings.Builder
		for _, m := range s.Slack.Inbox(user) {
			all.WriteString(s.Slack.VisibleText(m) + "\n")
		}
		return all.String()
	}
	// The workspace is known from the first person on.
	s.gets(nora, s.role(nora))
	byHand("link", "--slack", wrong.ID, "--identity", sam, "--reason", "mistaken")
	i := s.role(sam)
	s.eventually("the wrong person has the card", func() bool { return strings.Contains(seen(wrong.ID), "Lee Quinn") })
	s.later(2 * time.Hour)
	s.eventually("the wrong person is reminded of it", func() bool {
		return strings.Contains(seen(wrong.ID), "Reminder") || s.hurry("remind")
	})
	s.must(s.Slack.OpenHome(wrong.ID))
	home := func() string {
		v, _ := s.Slack.Home(wrong.ID)
		return s.Slack.VisibleView(v)
	}
	s.eventually("their Home tab shows it", func() bool { return strings.Contains(home(), "Lee Quinn") })
	byHand("unlink", "--slack", wrong.ID, "--reason", "the wrong person")
	s.eventually("their Home tab shows it no more", func() bool { return !strings.Contains(home(), "Lee Quinn") })
	s.eventually("their messages tell nothing of it any more", func() bool {
		text := seen(wrong.ID)
		return strings.Contains(text, "No longer yours to decide") && !strings.Contains(text, "Lee Quinn")
	})
	byHand("link", "--slack", right.ID, "--identity", sam, "--reason", "the right person")
	var card slacksim.Message
	s.eventually("the right person gets the card", func() bool {
		for _, m := range s.Slack.Inbox(right.ID) {
			if card = m; has(m, "Approve") {
				return true
			}
		}
		return false
	})
	s.click(slacksim.Press{User: right.ID, Channel: card.Channel, TS: card.TS, Text: "Approve"})
	s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	s.eventually("the right person's card says so", func() bool { return strings.Contains(seen(right.ID), "Approved by Sam Okoye") })
	if text := seen(wrong.ID); strings.Contains(text, "Approved") || strings.Contains(text, "Lee Quinn") {
		s.Errorf("the wrong person sees %q, want nothing of the request", text)
	}
}
