package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// say writes to the bot in somebody's direct message and waits for an answer with these words.
func (s *story) say(who, text string, words ...string) slacksim.Message {
	s.Helper()
	s.asks(who, func() error {
		_, err := s.Slack.Say(s.SlackID(who), "", text)
		return err
	})
	var m slacksim.Message
	s.eventually(fmt.Sprintf("the answer to %q shows %q", text, words), func() bool {
		m = s.newest(who)
		return holdsAll(s.Slack.VisibleText(m), words)
	})
	return m
}

func TestAskingInOnesOwnWords(t *testing.T) {
	variant(t)
	s := tell(t)
	var items []item
	for n := range 7 {
		items = append(items, s.dueIn(20+n))
	}
	forNora := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: lee, Target: nora})
	for _, i := range append(items, forNora) {
		s.gets(sam, i)
	}
	s.chapter("the same list by many words", func(s *story) {
		for _, words := range []string{"pending", "what do I have to approve?", "queue", "todo", "Was muss ich genehmigen?"} {
			s.say(sam, words, "8 items wait for you", "1 to 5 of 8")
		}
		s.command(sam, "inbox")
		s.list(sam, "8 items wait for you", "1 to 5 of 8")
	})
	s.chapter("a person's name", func(s *story) {
		m := s.say(sam, "Nora", "One item that waits for you matches “nora”")
		if got := strings.Join(s.rows(m), " "); got != forNora.Number {
			s.Errorf("found %q", got)
		}
		s.command(sam, "requests for Dana")
		first := s.list(sam, "7 requests that wait for you match “dana”", "1 to 5 of 7")
		s.press(sam, first, "Next page")
		s.list(sam, "7 requests that wait for you match “dana”", "6 to 7 of 7")
	})
	s.chapter("only what is one's own", func(s *story) {
		s.say(nora, "Dana", "nothing that waits for you matches it", "What you can ask")
	})
	s.chapter("Open from what was found sends the card", func(s *story) {
		before := len(s.cards(sam, forNora))
		s.press(sam, s.say(sam, "nora", "One item that waits for you matches"), "Open")
		s.eventually("a second card", func() bool { return len(s.cards(sam, forNora)) == before+1 })
	})
	s.chapter("a typing error", func(s *story) {
		s.say(sam, "pendnig", "Nothing that waits for you matches “pendnig”, so I took it for this:", "8 items wait for you")
		s.say(sam, "hlep", "What you can ask")
	})
	s.chapter("overdue", func(s *story) {
		s.say(sam, "overdue", "Nothing that waits for you is overdue.")
		s.sql("UPDATE work_items SET due_at = now() - interval '1 hour' WHERE id = $1", items[3].ID)
		m := s.say(sam, "what is late?", "One overdue item waits for you")
		if got := strings.Join(s.rows(m), " "); got != items[3].Number {
			s.Errorf("overdue are %q", got)
		}
	})
	s.chapter("done", func(s *story) {
		s.say(sam, "done", "You have not decided anything here yet.")
		s.press(sam, s.gets(sam, items[0]), "Approve")
		s.taken(items[0], sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, items[0], "Approved by Sam Okoye")
		s.say(sam, "what did I approve?", "You decided one item here", "Approved", items[0].Number+" · ")
	})
	s.chapter("what Slack makes links of, and what it escapes", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Owner: nora, Requester: lee, Target: lee, Item: iiqsim.WorkItem{Lines: []iiqsim.ApprovalItem{{
			Application: "R&D Ledger", Operation: "Add", Name: "group", Value: "lee.quinn@ex.com",
			DisplayValue: "payroll.ex.com 7310001"}}}})
		s.gets(nora, i)
		for _, words := range []string{"R&D", "payroll.ex.com", "“R&D Ledger”", "lee.quinn@ex.com", "7310001"} {
			before := s.answers(s.SlackID(nora), "One item that waits for you matches", i.Number)
			s.say(nora, words, "One item that waits for you matches “"+strings.ToLower(strings.Trim(words, "“”"))+"”", i.Number)
			s.command(nora, words)
			s.eventually("the answer to /approvals "+words, func() bool {
				return s.answers(s.SlackID(nora), "One item that waits for you matches", i.Number) > before
			})
		}
	})
	s.chapter("what is understood by nobody gets help", func(s *story) {
		s.say(sam, "sing me a song about entitlements", "I do not understand", "What you can ask")
	})
}

// Every page of the Home tab has all of it: what waits, what was decided, and the settings.
func TestPagesOfTheHomeTab(t *testing.T) {
	variant(t)
	s := tell(t)
	var items []item
	for n := range 23 {
		items = append(items, s.dueIn(20+n))
	}
	s.gets(sam, items[22])
	s.press(sam, s.gets(sam, items[0]), "Approve")
	s.closed(sam, items[0], "Approved by Sam Okoye")
	home := func(words ...string) {
		s.Helper()
		s.eventually(fmt.Sprintf("the Home tab shows %q", words), func() bool {
			v, there := s.Slack.Home(s.SlackID(sam))
			return there && holdsAll(s.Slack.VisibleView(v), words)
		})
	}
	s.must(s.Slack.OpenHome(s.SlackID(sam)))
	home("22 items wait for you", "1 to 20 of 22", "Decided lately", "My settings")
	s.click(slacksim.Press{User: s.SlackID(sam), Home: true, Text: "Next page"})
	home("21 to 22 of 22", "Decided lately", "My settings")
	s.click(slacksim.Press{User: s.SlackID(sam), Home: true, Text: "Approve", Near: items[22].Number + " · "})
	s.closed(sam, items[22], "Approved by Sam Okoye")
	home("21 items wait for you")
}

// notes are the messages to somebody on how requests of theirs were decided.
func (s *story) notes(who string) []string {
	var all []string
	for _, m := range s.Slack.Inbox(s.SlackID(who)) {
		if text := s.Slack.VisibleText(m); strings.Contains(text, "Your request") {
			all = append(all, text)
		}
	}
	return all
}

func (s *story) noted(who string, n int, words ...string) {
	s.Helper()
	s.eventually(fmt.Sprintf("%s has %d notes, the last with %q", who, n, words), func() bool {
		all := s.notes(who)
		return len(all) == n && holdsAll(all[n-1], words)
	})
}

func TestTheRequesterIsTold(t *testing.T) {
	promise(t)
	s := tell(t, setting{"TELL_REQUESTER": "on"})
	approved, denied, elsewhere := s.role(sam), s.role(sam), s.role(sam)
	s.press(sam, s.gets(sam, approved), "Approve")
	s.noted(lee, 1, "Your request for Dana Reyes was approved by Sam Okoye", "View in IdentityIQ")
	s.gets(sam, denied)
	s.deny(sam, denied, "Too much at once.")
	s.noted(lee, 2, "Your request for Dana Reyes was denied by Sam Okoye", "Too much at once.")
	s.gets(sam, elsewhere)
	s.must(s.IIQ.Approve(elsewhere.ID, sam, "Done there."))
	s.noted(lee, 3, "was approved by Sam Okoye", "Done there.")
	own := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: dana, Target: dana})
	s.press(sam, s.gets(sam, own), "Approve")
	s.noted(dana, 1, "Your request was approved by Sam Okoye")
	s.chapter("nobody is told twice, also not by another bot", func(s *story) {
		s.start()
		s.leasesEnd()
		s.sql("UPDATE river_job SET state = 'available', finalized_at = NULL, attempt = 0, scheduled_at = now() WHERE kind = 'tell_requester'")
		s.eventually("the jobs have run again", func() bool {
			return s.one("SELECT count(*) FROM river_job WHERE kind = 'tell_requester' AND state = 'completed'") == 4
		})
		if n := len(s.notes(lee)); n != 3 {
			s.Errorf("Lee has %d notes", n)
		}
	})
}
