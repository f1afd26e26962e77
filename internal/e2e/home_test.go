package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// home waits until somebody's Home tab shows all the words.
func (s *story) home(who string, words ...string) slacksim.View {
	s.Helper()
	var v slacksim.View
	s.eventually(fmt.Sprintf("the Home tab of %s shows %q", who, words), func() (there bool) {
		v, there = s.Slack.Home(s.SlackID(who))
		return there && holdsAll(s.Slack.VisibleView(v), words)
	})
	return v
}

// toldOverHome waits until somebody who pressed on their Home tab is told these words: in a modal, which they close, or by a
// direct message where the modal came too late.
func (s *story) toldOverHome(who string, words string) {
	s.Helper()
	user := s.SlackID(who)
	s.eventually(fmt.Sprintf("%s is told over the Home tab: %q", who, words), func() bool {
		for _, v := range s.Slack.Modals(user) {
			if strings.Contains(s.Slack.VisibleView(v), words) {
				s.away(who)
				return true
			}
		}
		said := func(m slacksim.Message) bool { return strings.Contains(s.Slack.VisibleText(m), words) }
		return slices.ContainsFunc(s.Slack.Inbox(user), said)
	})
}

// away closes the modal in front of somebody.
func (s *story) away(who string) {
	s.Helper()
	if _, err := s.Slack.CloseModal(context.Background(), s.SlackID(who)); err != nil {
		s.Fatal(err)
	}
}

// A tab that was opened a while ago shows what a request asked for then: what it asks for now is not decided unseen.
func TestTheHomeTabDecidesWhatItShows(t *testing.T) {
	promise(t)
	s := tell(t)
	grow := func(i item, value string) {
		s.Helper()
		s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) {
			w.Lines = append(w.Lines, iiqsim.ApprovalItem{ID: "7f000001aaaabbbbccccddddeeee" + fmt.Sprintf("%04d", len(w.Lines)),
				Application: "SAP ERP", Operation: "Add", Name: "profile", Value: value})
		}))
		s.sees(sam, i, value)
	}
	press := func(text string, i item) {
		s.Helper()
		s.click(slacksim.Press{User: s.SlackID(sam), Home: true, Text: text, Near: i.Number + " · "})
	}
	opened := func(s *story) item {
		s.Helper()
		i := s.role(sam)
		s.gets(sam, i)
		s.must(s.Slack.OpenHome(s.SlackID(sam)))
		s.home(sam, i.Number+" · ")
		return i
	}
	s.chapter("an end that the tab knew nothing of", func(s *story) {
		i := opened(s)
		s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) { w.Lines[0].EndDate = inApril }))
		s.sees(sam, i, "until ")
		press("Approve", i)
		if v := s.form(sam); !strings.Contains(s.Slack.VisibleView(v), "This request has changed since you were shown it.") {
			s.Errorf("on the screen is %q", s.Slack.VisibleView(v))
		}
		s.away(sam)
		s.untouched(i)
		s.home(sam, i.Number+" · ", "until ")
		press("Approve", i)
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	})
	s.chapter("approve", func(s *story) {
		i := opened(s)
		grow(i, "Treasury administrator")
		press("Approve", i)
		s.toldOverHome(sam, "This request has changed since you were shown it.")
		s.untouched(i)
		s.home(sam, i.Number+" · ", "and 1 more")
		press("Approve", i)
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	})
	s.chapter("deny: the form is believed, not the tab", func(s *story) {
		i := opened(s)
		grow(i, "Treasury administrator")
		press("Deny", i)
		v := s.form(sam)
		if !strings.Contains(s.Slack.VisibleView(v), "Treasury administrator") {
			s.Errorf("the form does not show what is denied: %q", s.Slack.VisibleView(v))
		}
		grow(i, "Payment release")
		if r := s.write(sam, "No."); !strings.Contains(r.FieldErrors[cards.BlockComment], "This request has changed") {
			s.Errorf("the form is taken: %+v", r)
		}
		s.untouched(i)
		s.away(sam)
		press("Deny", i)
		s.form(sam)
		s.decides(sam, "No.")
		s.taken(i, sam, "Rejected", "No. (Sam Okoye, in Slack)")
	})
}

// Two replicas publish the tab of one person; what they publish may be slow to arrive, and the newest is what stays.
func TestTheHomeTabIsCurrentWhicheverReplicaPublishes(t *testing.T) {
	promise(t)
	s := tell(t)
	s.start()
	s.must(s.Slack.OpenHome(s.SlackID(sam)))
	s.home(sam, "Nothing is waiting")
	for round := range 3 {
		i := s.role(sam)
		s.gets(sam, i)
		_, err := s.Slack.AddFault(slacksim.Fault{Method: "views.publish", Kind: slacksim.FaultDelay, DelayMS: 700, Count: 1})
		s.must(err)
		published := s.Slack.CallsOf("views.publish")
		s.must(s.Slack.OpenHome(s.SlackID(sam)))
		s.press(sam, s.gets(sam, i), "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.eventually("the slow one has arrived", func() bool { return s.Slack.CallsOf("views.publish") > published+1 })
		s.home(sam, "Nothing is waiting", fmt.Sprintf("%s · ", i.Number))
		s.eventually("nobody publishes any more", func() bool {
			return s.one("SELECT count(*) FROM river_job WHERE kind = 'publish_home' AND state NOT IN ('completed')") == 0
		})
		if v := s.home(sam); !strings.Contains(s.Slack.VisibleView(v), "Nothing is waiting") {
			s.Errorf("round %d ends with %s", round, s.Slack.VisibleView(v))
		}
	}
}

func TestTheHomeTabDecidesInPlace(t *testing.T) {
	promise(t)
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
