package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

func (s *story) slackFault(f slacksim.Fault) {
	s.Helper()
	_, err := s.Slack.AddFault(f)
	s.must(err)
}

func TestSlackFailsAndNoCardIsLostOrDoubled(t *testing.T) {
	promise(t)
	s := tell(t)
	for _, post := range []slacksim.Fault{
		{Kind: slacksim.FaultRateLimited, RetryAfter: 1},
		{Kind: slacksim.FaultStatus, Status: 500},
		{Kind: slacksim.FaultStatusAfter, Status: 500},
		{Kind: slacksim.FaultCutBefore},
		{Kind: slacksim.FaultCutAfter},
		{Kind: slacksim.FaultError, Error: "fatal_error"},
	} {
		s.chapter("posting: "+post.Kind+" "+post.Error, func(s *story) {
			post.Method, post.Count = "chat.postMessage", 1
			s.slackFault(post)
			i := s.role(sam)
			s.press(sam, s.gets(sam, i), "Approve")
			s.closed(sam, i, "Approved by Sam Okoye")
			if n := len(s.cards(sam, i)); n != 1 {
				s.Errorf("there are %d cards", n)
			}
		})
	}
	for _, update := range []slacksim.Fault{
		{Kind: slacksim.FaultRateLimited, RetryAfter: 1},
		{Kind: slacksim.FaultStatus, Status: 500},
		{Kind: slacksim.FaultCutAfter},
	} {
		s.chapter("updating: "+update.Kind, func(s *story) {
			i := s.role(sam)
			card := s.gets(sam, i)
			for _, method := range []string{"chat.update", "response_url"} {
				update.Method, update.Count = method, 2
				s.slackFault(update)
			}
			s.press(sam, card, "Approve")
			s.closed(sam, i, "Approved by Sam Okoye")
			s.Slack.RemoveFault(0)
		})
	}
	s.chapter("a message that Slack calls gone once is changed all the same, and a click on one that it called gone for long heals it", func(s *story) {
		s.group("Vault.Owners", dana, nora)
		ask := func() item {
			i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Vault.Owners", Requester: lee, Target: lee})
			s.gets(dana, i)
			s.gets(nora, i)
			return i
		}
		notFound := slacksim.Fault{Method: "chat.update", Kind: slacksim.FaultError, Error: "message_not_found", Count: 1}
		once := ask()
		s.slackFault(notFound)
		s.press(dana, s.gets(dana, once), "Approve")
		s.eventually("Slack has called a message gone", func() bool {
			return s.bot().logged("Slack says that a card's message is not there", once.ID) > 0
		})
		s.sql("UPDATE cards SET next_try_at = now() WHERE gone_since IS NOT NULL")
		s.closed(dana, once, "Approved by Dana Reyes")
		s.closed(nora, once, "Approved by Dana Reyes")
		long := ask()
		before := s.gets(nora, long)
		notFound.Count = 0
		s.slackFault(notFound)
		s.press(dana, s.gets(dana, long), "Approve")
		s.taken(long, dana, "Finished", "(Dana Reyes, in Slack)")
		s.eventually("Slack has called Nora's message gone for long", func() bool {
			s.sql("UPDATE cards SET gone_since = gone_since - interval '10 minutes', next_try_at = now() WHERE gone_since IS NOT NULL AND state = 'posted'")
			return s.one("SELECT count(*) FROM cards WHERE state = 'ended' AND message_ts = $1", before.TS) == 1
		})
		s.Slack.RemoveFault(0)
		s.press(nora, before, "Approve")
		s.told(nora, "already approved this")
		s.closed(nora, long, "Approved by Dana Reyes")
	})
	s.chapter("the clicker's standing is not told: nothing is sent unasked", func(s *story) {
		s.group("Ledger.Owners", dana, nora)
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
		card := s.gets(dana, i)
		s.forgetStanding()
		s.slackFault(slacksim.Fault{Method: "users.info", Kind: slacksim.FaultStatus, Status: 500})
		s.press(dana, card, "Approve")
		s.closed(dana, i, "Recording")
		s.eventually("an attempt waits for Slack", func() bool { return s.bot().logged("decision not yet in IdentityIQ", i.ID) > 0 })
		s.untouched(i)
		s.Slack.RemoveFault(0)
		s.taken(i, dana, "Finished", "(Dana Reyes, in Slack)")
		s.closed(dana, i, "Approved by Dana Reyes")
	})
}

func TestSomebodyWhoCannotBeReachedKeepsNobodyWaiting(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t)
	_, err := s.Slack.UpdateUser(s.SlackID(dana), func(u *slacksim.User) { u.Deleted = true })
	s.must(err)
	s.group("Ledger.Owners", dana, nora)
	i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
	s.start()
	s.gets(nora, i)
	if n := len(s.cards(dana, i)); n != 0 {
		s.Errorf("a deactivated user has %d cards", n)
	}
	s.chapter("and gets the card when Slack knows the account again", func(s *story) {
		_, err := s.Slack.UpdateUser(s.SlackID(dana), func(u *slacksim.User) { u.Deleted = false })
		s.must(err)
		s.press(dana, s.gets(dana, i), "Approve")
		s.closed(nora, i, "Approved by Dana Reyes")
	})
}

func TestSocketsComeAndGo(t *testing.T) {
	s := tell(t)
	two := func(s *story) {
		s.Helper()
		s.eventually("both connections are there", func() bool { return len(s.Slack.Sockets()) >= 2 })
	}
	works := func(s *story) {
		s.Helper()
		i := s.role(sam)
		s.press(sam, s.gets(sam, i), "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
	}
	two(s)
	for _, gone := range []struct {
		name string
		how  func()
	}{
		{"one is cut", func() { s.Slack.DropSockets(1) }},
		{"both are cut", func() { s.Slack.DropSockets(0) }},
		{"one is refreshed", func() { s.Slack.Disconnect("refresh_requested", 1) }},
		{"both are refreshed", func() { s.Slack.Disconnect("refresh_requested", 0) }},
		{"a warning", func() { s.Slack.Disconnect("warning", 1) }},
	} {
		s.chapter(gone.name, func(s *story) {
			gone.how()
			works(s)
			two(s)
		})
	}
	s.chapter("one too many: the other one serves, and Slack is left alone", func(s *story) {
		opens := s.Slack.CallsOf("apps.connections.open")
		s.Slack.Disconnect("too_many_websockets", 1)
		works(s)
		if n := s.Slack.CallsOf("apps.connections.open") - opens; n > 1 {
			s.Errorf("the bot asked for %d connections", n)
		}
	})
	s.chapter("what was asked while no connection was there is answered later", func(s *story) {
		s.Slack.SetSwitches(func(w *slacksim.Switches) { w.RefuseOpens = "internal_error" })
		s.Slack.DropSockets(0)
		s.eventually("the bot is not ready, and says why", func() bool {
			code, body := s.bot().get("/readyz")
			return code == 503 && holdsAll(body, []string{"Socket Mode"})
		})
		s.asks(nora, func() error {
			_, err := s.Slack.Say(s.SlackID(nora), "", "my approvals")
			return err
		})
		s.Slack.SetSwitches(func(w *slacksim.Switches) { w.RefuseOpens = "" })
		s.eventually("Nora is answered", func() bool {
			return holdsAll(s.Slack.VisibleText(s.newest(nora)), []string{"Nothing is waiting for your approval."})
		})
		works(s)
	})
	s.chapter("an envelope that comes twice is one decision", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.slackFault(slacksim.Fault{Method: "socket.deliver", Kind: slacksim.FaultDuplicate, Count: 1})
		s.press(sam, card, "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	})
	s.chapter("Socket Mode is switched off", func(s *story) {
		s.Slack.SetSwitches(func(w *slacksim.Switches) { w.SocketMode = false })
		s.eventually("the bot says so", func() bool {
			code, body := s.bot().get("/readyz")
			return code == 503 && holdsAll(body, []string{"link_disabled"})
		})
		if code, _ := s.bot().get("/healthz"); code != 200 {
			s.Errorf("/healthz is %d", code)
		}
		s.gets(sam, s.role(sam))
	})
}
